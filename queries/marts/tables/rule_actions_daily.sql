-- answers: how many actions of every rule were appealed and overturned
-- grain: one row is the actions of one day, rule, policy, market and kind of content
-- key: day, rule_id, policy_id, market, content_type
-- time: day
-- parameters: none
-- tables: rule_actions_daily
create table if not exists rule_actions_daily (
    day DATE NOT NULL, -- UTC day of the action
    rule_id VARCHAR NOT NULL, -- the rule that led to it
    policy_id VARCHAR, -- the policy violated; NULL when the action names none
    market VARCHAR NOT NULL, -- market of the content
    content_type VARCHAR NOT NULL, -- kind of content
    actions BIGINT NOT NULL, -- number of actions that did not fail; range: [1, inf)
    appealed BIGINT NOT NULL, -- number of them that were appealed; range: [0, inf)
    decided BIGINT NOT NULL, -- number of them with a decided appeal; range: [0, inf)
    overturned BIGINT NOT NULL, -- number of them overturned on appeal, wholly or in part; range: [0, inf)
    overturned_in_28_days BIGINT NOT NULL -- number of these overturned less than 28 days after the action; range: [0, inf)
)
