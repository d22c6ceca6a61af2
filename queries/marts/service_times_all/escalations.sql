-- answers: how long escalations took to the first response and to the resolution, or have waited so far, in all markets and for all policies
-- grain: one row is the escalations of one day, queue and measure that took the same share of their target
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
    twentieth,
    is_done,
    sum(items) as items
from waited_escalations
group by day, applies_to, queue_or_severity, measure, twentieth, is_done
