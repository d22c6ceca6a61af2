-- answers: how many actions were taken, how many before any report, how many were appealed
-- grain: one row per period_start (and segment, when broken down), by the day of the action
-- parameters: since date, until date
-- tables: marts.actions_daily
-- dimensions: policy = policy_id; detection_source; action_type; market; content_type; automated_decision
select
    date_trunc('day', day) as period_start,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed_actions
from marts.actions_daily
where day >= :since and day < :until
group by date_trunc('day', day)
order by period_start
