-- answers: how long appeals took to the decision, or have waited so far, one dimension at a time
-- grain: one row is the appeals of one day and one value of one dimension that took the same share of their target
-- parameters: none
-- tables: appeals, enforcement_actions, service_levels
-- staged: waited_appeals
-- trailing: 92
-- changed: appeals
select
    day, applies_to, twentieth, is_done, 'all' as dimension, 'all' as value,
    sum(items) as items
from waited_appeals
group by day, applies_to, twentieth, is_done
union all
select
    day, applies_to, twentieth, is_done, 'queue_or_severity' as dimension, queue_or_severity as value,
    sum(items) as items
from waited_appeals
group by day, applies_to, twentieth, is_done, queue_or_severity
union all
select
    day, applies_to, twentieth, is_done, 'measure' as dimension, measure as value,
    sum(items) as items
from waited_appeals
group by day, applies_to, twentieth, is_done, measure
union all
select
    day, applies_to, twentieth, is_done, 'market' as dimension, market as value,
    sum(items) as items
from waited_appeals
group by day, applies_to, twentieth, is_done, market
union all
select
    day, applies_to, twentieth, is_done, 'policy_id' as dimension, policy_id as value,
    sum(items) as items
from waited_appeals
group by day, applies_to, twentieth, is_done, policy_id
