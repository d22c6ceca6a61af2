-- answers: the views of a block as the platform logged them, with the codes for drawing the label sample
-- grain: one content on one day in one place; twice on the day loaded twice
-- parameters: start date, markets texts, surfaces texts, missing_day integer, again boolean, double_day integer
-- tables: block_views
-- dialect: duckdb; run once for all days, and once more (`again`) for the day loaded twice
select
    cast(:start as date) + day_number::integer as day,
    'c' || (1000000000 + number)::varchar as content_id,
    list_extract(:markets, market_code + 1) as market,
    list_extract(:surfaces, surface_code + 1) as surface,
    impressions::bigint as impressions,
    number,
    day_number,
    market_code,
    surface_code,
    kind_code,
    stratum_code,
    cast(:again as boolean) as is_copy
from block_views
where day_number <> :missing_day and (not :again or day_number = :double_day)
order by day_number, number, market_code, surface_code
