-- answers: what was done, and what became of it, one dimension at a time
-- grain: one row is the actions of one day and one value of one dimension that did not fail
-- key: day, dimension, value
-- time: day
-- parameters: none
-- tables: actions_by_dimension
-- rolls: actions_daily
-- dimensions: policy_id; detection_source; action_type; market; content_type; automated_decision; automated_detection; decision_ground
create table if not exists actions_by_dimension (
    day DATE NOT NULL, -- UTC day of the action
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: all, policy_id, detection_source, action_type, market, content_type, automated_decision, automated_detection, decision_ground
    value VARCHAR, -- what the mart with all combinations has in that column; NULL as there; `all` for everything
    actions BIGINT NOT NULL, -- number of actions; range: [0, inf)
    proactive_actions BIGINT NOT NULL, -- number of them taken before anybody reported the content; range: [0, inf)
    appealed BIGINT NOT NULL, -- number of them appealed so far; range: [0, inf)
    overturned BIGINT NOT NULL -- number of them overturned on appeal so far, wholly or in part; range: [0, inf)
)
