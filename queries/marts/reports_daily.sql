-- answers: how much was reported, and how much of it led to an action
-- grain: one row is the reports of one day and segment
-- parameters: none
-- tables: reports
-- staged: counted_reports
-- trailing: 60
-- changed: reports
select
    day,
    policy_id,
    market,
    queue,
    reporter_type,
    reports,
    actioned
from counted_reports
