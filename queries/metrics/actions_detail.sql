-- answers: how many enforcement actions were taken, from the actions themselves where marts.actions_daily is not built
-- grain: one row per period_start (and segment, when broken down)
-- parameters: since date, until date
-- tables: enforcement_actions
-- dimensions: policy = policy_id; action_type; detection_source; automated_detection = case when automated_detection then 'yes' else 'no' end; automated_decision; decision_ground; market; content_type
select
    date_trunc('day', actioned_at) as period_start,
    count(*) as actions
from enforcement_actions
where actioned_at >= :since and actioned_at < :until and not failed
group by date_trunc('day', actioned_at)
order by period_start
