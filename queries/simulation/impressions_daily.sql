-- answers: total views as the platform logged them: one day is missing, one was loaded twice
-- grain: one day, market, surface and kind of content; twice on the day loaded twice
-- parameters: start date, missing_day integer, double_day integer
-- tables: truth.impressions_daily
-- dialect: duckdb
insert into impressions_daily
select
    views.day,
    views.market,
    views.surface,
    views.content_type,
    views.impressions
from truth.impressions_daily as views
inner join (values (0), (1)) as copies (copy) on copies.copy = 0 or views.day = cast(:start as date) + cast(:double_day as integer)
where views.day <> cast(:start as date) + cast(:missing_day as integer)
order by views.day
