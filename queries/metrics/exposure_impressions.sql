-- answers: how much was seen in all: what unwanted impressions are a share of
-- grain: one row per day (and segment, when broken down)
-- parameters: since date, until date, dimension text
-- tables: marts.impressions_daily
-- dimensions: value
with views as (
    select date_diff('day', cast(:since as date), day) as day_number, value, impressions
    from marts.impressions_daily
    where dimension = :dimension and day >= :since and day < :until
)
select
    day_number,
    sum(impressions) as seen
from views
group by day_number
order by day_number
