-- answers: how often a rule ran, hit and led to an action
-- grain: one row is one rule on one day
-- key: day, rule_id
-- time: day
-- parameters: none
-- tables: rule_days
create table if not exists rule_days (
    day DATE NOT NULL, -- UTC day
    rule_id VARCHAR NOT NULL, -- the rule
    evaluations BIGINT NOT NULL, -- number of contents it looked at; range: [0, inf)
    hits BIGINT NOT NULL, -- number of them it hit; range: [0, inf)
    actions BIGINT NOT NULL -- number of actions of the day it led to and that did not fail; range: [0, inf)
)
