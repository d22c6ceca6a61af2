-- answers: how long it took from the creation of content to the action, as counts of hours
-- grain: one row per period_start (and segment, when broken down) and hours since creation; -1 is a negative time
-- parameters: since date, until date
-- tables: marts.action_hours
-- dimensions: policy = policy_id; detection_source; market; content_type
select
    date_trunc('day', day) as period_start,
    hours,
    sum(actions) as actions
from marts.action_hours
where day >= :since and day < :until
group by date_trunc('day', day), hours
order by period_start, hours
