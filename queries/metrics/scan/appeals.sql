-- answers: how many appeals were decided a day, and how many overturned the action, for the anomaly scan
-- grain: one row per day, policy and market
-- parameters: since date, until date
-- tables: marts.appeals_daily
select
    day,
    policy_id as policy,
    market,
    sum(decided) as decided,
    sum(overturned) as overturned
from marts.appeals_daily
where day >= :since and day < :until
group by day, policy_id, market
order by day
