-- answers: how much was reported, and how much of it led to an action
-- grain: one row is the reports of one day and segment
-- key: day, policy_id, market, queue, reporter_type
-- time: day
-- parameters: none
-- tables: reports_daily
create table if not exists reports_daily (
    day DATE NOT NULL, -- UTC day the report came in
    policy_id VARCHAR, -- the policy the reporter named; NULL when none
    market VARCHAR NOT NULL, -- market of the report
    queue VARCHAR NOT NULL, -- review queue it was put in
    reporter_type VARCHAR NOT NULL, -- who reported
    reports BIGINT NOT NULL, -- number of reports; range: [0, inf)
    actioned BIGINT NOT NULL -- number of them decided as `action` so far; range: [0, inf)
)
