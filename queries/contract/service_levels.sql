-- answers: which response times were promised
-- grain: one row is a published promise
-- key: applies_to, queue_or_severity, measure
-- time: -
-- parameters: none
-- tables: service_levels
create table if not exists service_levels (
    applies_to VARCHAR NOT NULL, -- what is promised to be handled in time; one of: reports, appeals, escalations
    queue_or_severity VARCHAR NOT NULL, -- the queue of reports and appeals, or the severity of escalations
    measure VARCHAR NOT NULL, -- what must have happened; one of: first_response, decision, resolution
    target_minutes DOUBLE NOT NULL, -- minutes within which it must have happened; range: (0, inf)
    target_share DOUBLE NOT NULL -- share of cases promised to be in time, a fraction; range: (0, 1]
)
