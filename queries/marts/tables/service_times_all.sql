-- answers: how long promised work took, or has waited so far, in all markets and for all policies
-- grain: one row is the items of one queue and measure opened on one day that took the same share of their target
-- key: day, applies_to, queue_or_severity, measure, twentieth, is_done
-- time: day
-- parameters: none
-- tables: service_times_all
-- rolls: service_times
create table if not exists service_times_all (
    day DATE NOT NULL, -- UTC day the item was opened
    applies_to VARCHAR NOT NULL, -- what is promised to be handled in time; one of: reports, appeals, escalations
    queue_or_severity VARCHAR NOT NULL, -- the queue of reports and appeals, or the severity of escalations
    measure VARCHAR NOT NULL, -- what must have happened; one of: first_response, decision, resolution
    twentieth BIGINT NOT NULL, -- whole twentieths of the target that passed, at most 19 within it; 20 for more than the target; range: [0, 20]
    is_done BOOLEAN NOT NULL, -- true when it has happened; false when it was open at the data cut-off
    items BIGINT NOT NULL -- number of items; range: [0, inf)
)
