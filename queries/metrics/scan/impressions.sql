-- answers: how much was seen a day, for the anomaly scan
-- grain: one row per day (and value of the dimension, when broken down)
-- parameters: since date, until date, dimension text
-- tables: marts.impressions_daily
-- dimensions: value
select
    day,
    sum(impressions) as impressions
from marts.impressions_daily
where dimension = :dimension and day >= :since and day < :until
group by day
order by day
