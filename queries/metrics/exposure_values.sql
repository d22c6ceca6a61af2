-- answers: which values a filter of unwanted impressions can take, most seen first
-- grain: one row per dimension and value
-- parameters: none
-- tables: marts.found_daily
with choices as (
    select
        case when dimension = 'policy_id' then 'policy' else dimension end as dimension,
        value as choice,
        sum(impressions) as found
    from marts.found_daily
    where dimension <> 'all' and value is not null
    group by dimension, value
)
select dimension, choice, found
from choices
order by dimension, found desc, choice
