-- answers: how many actions were taken a day, how many before any report, how many were appealed, for the anomaly scan
-- grain: one row per day (and segment, when broken down)
-- parameters: since date, until date
-- tables: marts.actions_daily
-- dimensions: policy = policy_id; market; detection_source
select
    day,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed_actions
from marts.actions_daily
where day >= :since and day < :until
group by day
order by day
