-- answers: which values a filter of prevalence can take, most labels first
-- grain: one row per dimension and value
-- parameters: none
-- tables: marts.label_sums_by_dimension, policies
with choices as (
    select
        case when dimension = 'policy_id' then 'policy' else dimension end as dimension,
        value as choice,
        sum(labels) as labels
    from marts.label_sums_by_dimension
    where dimension <> 'all'
    group by dimension, value
    union all
    select 'area' as dimension, policies.area as choice, sum(sums.labels) as labels
    from marts.label_sums_by_dimension as sums
    inner join policies on policies.policy_id = sums.value
    where sums.dimension = 'policy_id'
    group by policies.area
)
select dimension, choice, labels
from choices
where choice is not null
order by dimension, labels desc, choice
