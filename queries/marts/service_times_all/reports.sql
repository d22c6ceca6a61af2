-- answers: how long reports took to the first look and to the decision, or have waited so far, in all markets and for all policies
-- grain: one row is the reports of one day, queue and measure that took the same share of their target
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
    twentieth,
    is_done,
    sum(items) as items
from waited_reports
group by day, applies_to, queue_or_severity, measure, twentieth, is_done
