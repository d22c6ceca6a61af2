-- answers: how old content was when it was acted on, one dimension at a time
-- grain: one row is the actions of one day and one value of one dimension at the same age
-- key: day, hours, dimension, value
-- time: day
-- parameters: none
-- tables: action_hours_by_dimension
-- rolls: action_hours
-- dimensions: policy_id; detection_source; market; content_type
create table if not exists action_hours_by_dimension (
    day DATE NOT NULL, -- UTC day of the action
    hours BIGINT NOT NULL, -- whole hours from the creation of the content to the action, from 100 on rounded down to 2 significant digits (from 10,000 on to 1,000 hours); -1 when the action is dated before it; range: [-1, inf)
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: all, policy_id, detection_source, market, content_type
    value VARCHAR, -- what the mart with all combinations has in that column; NULL as there; `all` for everything
    actions BIGINT NOT NULL -- number of actions that did not fail, of content whose creation is known; range: [0, inf)
)
