-- answers: on which days marts.impressions_daily and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: content_impressions, marts.impressions_daily
with source as (
    select
        day as sum_day,
        sum(impressions) as everything,
        sum(impressions) as markets,
        sum(impressions) as surfaces,
        sum(impressions) as content_types
    from content_impressions
    where day >= :since and day < :until
    group by day
),
built as (
    select
        day as sum_day,
        sum(case when dimension = 'all' then impressions end) as everything,
        sum(case when dimension = 'market' then impressions end) as markets,
        sum(case when dimension = 'surface' then impressions end) as surfaces,
        sum(case when dimension = 'content_type' then impressions end) as content_types
    from marts.impressions_daily
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.everything, 0) as contract_everything,
    coalesce(built.everything, 0) as mart_everything,
    coalesce(source.markets, 0) as contract_markets,
    coalesce(built.markets, 0) as mart_markets,
    coalesce(source.surfaces, 0) as contract_surfaces,
    coalesce(built.surfaces, 0) as mart_surfaces,
    coalesce(source.content_types, 0) as contract_content_types,
    coalesce(built.content_types, 0) as mart_content_types
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.everything, 0) <> coalesce(built.everything, 0)
    or coalesce(source.markets, 0) <> coalesce(built.markets, 0)
    or coalesce(source.surfaces, 0) <> coalesce(built.surfaces, 0)
    or coalesce(source.content_types, 0) <> coalesce(built.content_types, 0)
order by differing_day
