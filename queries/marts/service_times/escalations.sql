-- answers: how long escalations took to the first response and to the resolution, or have waited so far
-- grain: one row is the escalations of one day and segment that took the same share of their target
-- parameters: none
-- tables: escalations, service_levels
-- staged: waited_escalations
-- trailing: 92
-- changed: escalations
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
from waited_escalations
