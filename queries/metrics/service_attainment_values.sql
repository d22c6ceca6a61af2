-- answers: which values a filter of the promised work can take, most frequent first
-- grain: one row per dimension and value
-- parameters: none
-- tables: marts.service_times
with choices as (
    select 'applies_to' as dimension, applies_to as choice, sum(items) as items
    from marts.service_times group by applies_to
    union all
    select 'queue_or_severity' as dimension, queue_or_severity as choice, sum(items) as items
    from marts.service_times group by queue_or_severity
    union all
    select 'measure' as dimension, measure as choice, sum(items) as items
    from marts.service_times group by measure
    union all
    select 'market' as dimension, market as choice, sum(items) as items
    from marts.service_times group by market
    union all
    select 'policy' as dimension, policy_id as choice, sum(items) as items
    from marts.service_times group by policy_id
)
select dimension, choice, items
from choices
where choice is not null
order by dimension, items desc, choice
