-- answers: how often a rule hit, and what the hits led to, everywhere together
-- grain: one row is the hits of one rule on one day
-- key: day, rule_id
-- time: day
-- parameters: none
-- tables: rule_hits_totals
-- rolls: rule_hits_daily
create table if not exists rule_hits_totals (
    day DATE NOT NULL, -- UTC day of the hits
    rule_id VARCHAR NOT NULL, -- the rule
    hits BIGINT NOT NULL, -- number of hits; range: [1, inf)
    shadow_hits BIGINT NOT NULL, -- number of them while the rule was in shadow; range: [0, inf)
    actions BIGINT NOT NULL -- number of them that led to an action; range: [0, inf)
)
