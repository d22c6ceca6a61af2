-- answers: how many appeals were decided a day, and how many overturned the action, for the anomaly scan
-- grain: one row per day (and segment, when broken down)
-- parameters: since date, until date
-- tables: marts.appeals_daily
-- dimensions: policy = policy_id; market
select
    day,
    sum(decided) as decided,
    sum(overturned) as overturned
from marts.appeals_daily
where day >= :since and day < :until
group by day
order by day
