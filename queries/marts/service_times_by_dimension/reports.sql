-- answers: how long reports took to the first look and to the decision, or have waited so far, one dimension at a time
-- grain: one row is the reports of one day and one value of one dimension that took the same share of their target
-- parameters: none
-- tables: reports, service_levels
-- staged: waited_reports
-- trailing: 92
-- changed: reports
select
    day, applies_to, twentieth, is_done, 'all' as dimension, 'all' as value,
    sum(items) as items
from waited_reports
group by day, applies_to, twentieth, is_done
union all
select
    day, applies_to, twentieth, is_done, 'queue_or_severity' as dimension, queue_or_severity as value,
    sum(items) as items
from waited_reports
group by day, applies_to, twentieth, is_done, queue_or_severity
union all
select
    day, applies_to, twentieth, is_done, 'measure' as dimension, measure as value,
    sum(items) as items
from waited_reports
group by day, applies_to, twentieth, is_done, measure
union all
select
    day, applies_to, twentieth, is_done, 'market' as dimension, market as value,
    sum(items) as items
from waited_reports
group by day, applies_to, twentieth, is_done, market
union all
select
    day, applies_to, twentieth, is_done, 'policy_id' as dimension, policy_id as value,
    sum(items) as items
from waited_reports
group by day, applies_to, twentieth, is_done, policy_id
