-- answers: what second reviews and production decisions say about the contents every rule hit, everywhere together
-- grain: one row is the contents of one day, rule and fate
-- key: day, rule_id, fate
-- time: day
-- parameters: none
-- tables: rule_reviews_totals
-- rolls: rule_reviews_daily
create table if not exists rule_reviews_totals (
    day DATE NOT NULL, -- UTC day of the first hit of the rule on the content in 180 days
    rule_id VARCHAR NOT NULL, -- the rule
    fate VARCHAR NOT NULL, -- what became of them up to 90 days after the hit; one of: acted on, passed, not reviewed
    contents BIGINT NOT NULL, -- number of contents; range: [1, inf)
    second_reviews BIGINT NOT NULL, -- number of them that were reviewed a second time, blind; range: [0, inf)
    second_confirmed BIGINT NOT NULL, -- number of these whose first second review says that they violate the policy of the rule; range: [0, inf)
    decisions BIGINT NOT NULL, -- number of contents with a production decision after the hit; range: [0, inf)
    decisions_confirmed BIGINT NOT NULL, -- number of these whose first decision says that they violate the policy of the rule; range: [0, inf)
    timed_decisions BIGINT NOT NULL, -- number of first decisions whose time is known; range: [0, inf)
    handle_seconds DOUBLE NOT NULL -- seconds reviewers spent on the first decisions; range: [0, inf)
)
