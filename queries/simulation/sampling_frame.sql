-- answers: the views the label sample is drawn from; nothing was logged on the missing day
-- grain: one day, stratum, market, surface and kind of content
-- parameters: start date, strata texts, markets texts, surfaces texts, kinds texts, missing_day integer
-- tables: simulation_totals
-- dialect: duckdb
insert into sampling_frame
with frame as (
    select
        day_number,
        stratum_code,
        market_code,
        surface_code,
        kind_code,
        sum(impressions)::bigint as impressions
    from simulation_totals
    where day_number <> :missing_day
    group by all
)
select
    cast(:start as date) + day_number::integer as day,
    list_extract(:strata, stratum_code + 1) as stratum,
    list_extract(:markets, market_code + 1) as market,
    list_extract(:surfaces, surface_code + 1) as surface,
    list_extract(:kinds, kind_code + 1) as content_type,
    impressions
from frame
order by day_number, stratum_code, market_code, surface_code, kind_code
