-- answers: true total views
-- grain: one day, market, surface and kind of content
-- parameters: start date, markets texts, surfaces texts, kinds texts
-- tables: simulation_totals
-- dialect: duckdb
create table truth.impressions_daily as
with seen as (
    select
        day_number,
        market_code,
        surface_code,
        kind_code,
        sum(impressions)::bigint as impressions
    from simulation_totals
    group by all
)
select
    cast(:start as date) + day_number::integer as day,
    list_extract(:markets, market_code + 1) as market,
    list_extract(:surfaces, surface_code + 1) as surface,
    list_extract(:kinds, kind_code + 1) as content_type,
    impressions
from seen
order by day_number, market_code, surface_code, kind_code
