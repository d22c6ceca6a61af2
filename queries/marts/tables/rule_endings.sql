-- answers: when the appeals of the actions of every rule were decided
-- grain: one row is the actions of one day and rule whose appeals were decided and overturned on the same days
-- key: day, rule_id, decided_day, overturned_day
-- time: day
-- parameters: none
-- tables: rule_endings
create table if not exists rule_endings (
    day DATE NOT NULL, -- UTC day of the action
    rule_id VARCHAR NOT NULL, -- the rule that led to it
    decided_day DATE, -- UTC day of the first decision on an appeal; NULL when none is decided
    overturned_day DATE, -- UTC day on which the action was first overturned, wholly or in part; NULL when it was not
    actions BIGINT NOT NULL -- number of actions that did not fail; range: [1, inf)
)
