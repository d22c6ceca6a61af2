-- answers: the views of a block as the platform logged them: one day is missing, one was loaded twice
-- grain: one content on one day in one place
-- parameters: start date, markets texts, surfaces texts, missing_day integer, again boolean, double_day integer
-- tables: block_views
-- dialect: duckdb; run once for all days, and once more (`again`) for the day loaded twice
insert into content_impressions
select
    cast(:start as date) + day_number::integer as day,
    'c' || (1000000000 + number)::varchar as content_id,
    list_extract(:markets, market_code + 1) as market,
    list_extract(:surfaces, surface_code + 1) as surface,
    impressions
from block_views
where day_number <> :missing_day and (not :again or day_number = :double_day)
