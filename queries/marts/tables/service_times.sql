-- answers: how long promised work took, or has waited so far
-- grain: one row is the items opened on one day that took the same share of their target
-- key: day, applies_to, queue_or_severity, measure, market, policy_id, twentieth, is_done
-- time: day
-- parameters: none
-- tables: service_times
create table if not exists service_times (
    day DATE NOT NULL, -- UTC day the item was opened
    applies_to VARCHAR NOT NULL, -- what is promised to be handled in time; one of: reports, appeals, escalations
    queue_or_severity VARCHAR NOT NULL, -- the queue of reports and appeals, or the severity of escalations
    measure VARCHAR NOT NULL, -- what must have happened; one of: first_response, decision, resolution
    market VARCHAR NOT NULL, -- market of the report, of the action appealed, or of the escalation
    policy_id VARCHAR, -- its policy; NULL when it names none
    target_minutes DOUBLE NOT NULL, -- minutes within which it must have happened; range: (0, inf)
    target_share DOUBLE NOT NULL, -- share promised to be in time, a fraction; range: (0, 1]
    twentieth BIGINT NOT NULL, -- whole twentieths of the target that passed, at most 19 within it; 20 for more than the target; range: [0, 20]
    is_done BOOLEAN NOT NULL, -- true when it has happened; false when it was open at the data cut-off
    items BIGINT NOT NULL -- number of items; range: [0, inf)
)
