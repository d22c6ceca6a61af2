-- answers: which values a filter of unwanted impressions can take, most seen first
-- grain: one row per dimension and value
-- parameters: none
-- tables: marts.found_impressions
with choices as (
    select 'policy' as dimension, policy_id as choice, sum(impressions) as found
    from marts.found_impressions where dimension = 'all' group by policy_id
    union all
    select dimension, value as choice, sum(impressions) as found
    from marts.found_impressions where dimension <> 'all' group by dimension, value
)
select dimension, choice, found
from choices
where choice is not null
order by dimension, found desc, choice
