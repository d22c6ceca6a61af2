-- answers: how long promised work took, or has waited so far, one dimension at a time
-- grain: one row is the items of one kind opened on one day, of one value of one dimension, that took the same share of their target
-- key: day, applies_to, twentieth, is_done, dimension, value
-- time: day
-- parameters: none
-- tables: service_times_by_dimension
-- rolls: service_times
-- dimensions: queue_or_severity; measure; market; policy_id
create table if not exists service_times_by_dimension (
    day DATE NOT NULL, -- UTC day the item was opened
    applies_to VARCHAR NOT NULL, -- what is promised to be handled in time; one of: reports, appeals, escalations
    twentieth BIGINT NOT NULL, -- whole twentieths of the target that passed, at most 19 within it; 20 for more than the target; range: [0, 20]
    is_done BOOLEAN NOT NULL, -- true when it has happened; false when it was open at the data cut-off
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: all, queue_or_severity, measure, market, policy_id
    value VARCHAR, -- what the mart with all combinations has in that column; NULL as there; `all` for everything
    items BIGINT NOT NULL -- number of items; range: [0, inf)
)
