-- answers: how long appeals took to the decision, or have waited so far, in all markets and for all policies
-- grain: one row is the appeals of one day, queue and measure that took the same share of their target
-- parameters: none
-- tables: appeals, enforcement_actions, service_levels
-- staged: waited_appeals
-- trailing: 92
-- changed: appeals
select
    day,
    applies_to,
    queue_or_severity,
    measure,
    twentieth,
    is_done,
    sum(items) as items
from waited_appeals
group by day, applies_to, queue_or_severity, measure, twentieth, is_done
