-- answers: how often a rule hit, and what the hits led to
-- grain: one row is the hits of one rule on one day in one market on one kind of content
-- key: day, rule_id, market, content_type
-- time: day
-- parameters: none
-- tables: rule_hits_daily
create table if not exists rule_hits_daily (
    day DATE NOT NULL, -- UTC day of the hits
    rule_id VARCHAR NOT NULL, -- the rule
    market VARCHAR NOT NULL, -- market of the contents
    content_type VARCHAR NOT NULL, -- kind of the contents
    hits BIGINT NOT NULL, -- number of hits; range: [1, inf)
    shadow_hits BIGINT NOT NULL, -- number of them while the rule was in shadow; range: [0, inf)
    actions BIGINT NOT NULL -- number of them that led to an action; range: [0, inf)
)
