-- answers: how much was seen
-- grain: one row per period_start (and segment, when broken down)
-- parameters: since date, until date
-- tables: impressions_daily
-- dimensions: market; surface; content_type
select
    date_trunc('day', day) as period_start,
    sum(impressions) as impressions
from impressions_daily
where day >= :since and day < :until
group by date_trunc('day', day)
order by period_start
