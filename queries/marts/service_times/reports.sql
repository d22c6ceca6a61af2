-- answers: how long reports took to the first look and to the decision, or have waited so far
-- grain: one row is the reports of one day and segment that took the same share of their target
-- parameters: none
-- tables: reports, service_levels
-- staged: waited_reports
-- trailing: 92
-- changed: reports
select
    day,
    applies_to,
    queue_or_severity,
    measure,
    market,
    policy_id,
    target_minutes,
    target_share,
    twentieth,
    is_done,
    items
from waited_reports
