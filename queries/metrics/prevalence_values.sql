-- answers: which values a filter of prevalence can take, most labels first
-- grain: one row per dimension and value
-- parameters: none
-- tables: marts.label_sums, policies
with choices as (
    select 'market' as dimension, market as choice, sum(labels) as labels
    from marts.label_sums group by market
    union all
    select 'surface' as dimension, surface as choice, sum(labels) as labels
    from marts.label_sums group by surface
    union all
    select 'content_type' as dimension, content_type as choice, sum(labels) as labels
    from marts.label_sums group by content_type
    union all
    select 'policy' as dimension, policy_id as choice, sum(labels) as labels
    from marts.label_sums group by policy_id
    union all
    select 'area' as dimension, policies.area as choice, sum(sums.labels) as labels
    from marts.label_sums as sums
    inner join policies on policies.policy_id = sums.policy_id
    group by policies.area
)
select dimension, choice, labels
from choices
where choice is not null
order by dimension, labels desc, choice
