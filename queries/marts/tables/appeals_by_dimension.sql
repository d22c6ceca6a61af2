-- answers: how many appeals came in and how they ended, one dimension at a time
-- grain: one row is the events of one day and one value of one dimension
-- key: day, dimension, value
-- time: day
-- parameters: none
-- tables: appeals_by_dimension
-- rolls: appeals_daily
-- dimensions: policy_id; market; content_type; detection_source
create table if not exists appeals_by_dimension (
    day DATE NOT NULL, -- UTC day of the event: of filing for `filed`, of the decision for the others
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: all, policy_id, market, content_type, detection_source
    value VARCHAR, -- what the mart with all combinations has in that column; NULL as there; `all` for everything
    filed BIGINT NOT NULL, -- number of appeals filed on the day; range: [0, inf)
    decided BIGINT NOT NULL, -- number of appeals decided on the day; range: [0, inf)
    overturned BIGINT NOT NULL -- number of them that overturned the action, wholly or in part; range: [0, inf)
)
