-- answers: the true prevalence
-- grain: one day, dimension, value and policy (any: any violation; dimension all: everywhere)
-- parameters: none
-- tables: truth.impressions_daily, truth.violating_impressions_daily
-- dialect: duckdb
create table truth.prevalence_daily as
with seen as (
    select
        day,
        case
            when grouping(market) = 0 then 'market'
            when grouping(surface) = 0 then 'surface'
            when grouping(content_type) = 0 then 'content_type'
            else 'all'
        end as dimension,
        coalesce(market, surface, content_type, 'all') as value,
        sum(impressions) as impressions
    from truth.impressions_daily
    group by grouping sets ((day), (day, market), (day, surface), (day, content_type))
),
violating as (
    select
        day,
        case
            when grouping(market) = 0 then 'market'
            when grouping(surface) = 0 then 'surface'
            when grouping(content_type) = 0 then 'content_type'
            else 'all'
        end as dimension,
        coalesce(market, surface, content_type, 'all') as value,
        case when grouping(policy_id) = 0 then policy_id else 'any' end as policy_id,
        sum(impressions) as impressions
    from truth.violating_impressions_daily
    group by grouping sets (
        (day), (day, market), (day, surface), (day, content_type),
        (day, policy_id), (day, market, policy_id), (day, surface, policy_id), (day, content_type, policy_id)
    )
),
names as (
    select 'any' as policy_id
    union all
    select distinct policy_id from truth.violating_impressions_daily
)
select
    seen.day,
    seen.dimension,
    seen.value,
    names.policy_id,
    seen.impressions::bigint as impressions,
    coalesce(violating.impressions, 0)::bigint as violating_impressions,
    coalesce(violating.impressions, 0) / seen.impressions as prevalence
from seen
cross join names
left join violating
    on seen.day = violating.day
    and seen.dimension = violating.dimension
    and seen.value = violating.value
    and names.policy_id = violating.policy_id
order by seen.day, seen.dimension, seen.value, names.policy_id
