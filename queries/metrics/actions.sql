-- answers: how many enforcement actions were taken
-- grain: one row per period_start (and segment, when broken down)
-- parameters: since date, until date
-- tables: marts.actions_daily
-- dimensions: policy = policy_id; action_type; detection_source; automated_detection; automated_decision; decision_ground; market; content_type
select
    date_trunc('day', day) as period_start,
    sum(actions) as actions
from marts.actions_daily
where day >= :since and day < :until
group by date_trunc('day', day)
order by period_start
