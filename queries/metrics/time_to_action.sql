-- answers: how long it took from the creation of content to the action, as counts of whole hours
-- grain: one row per period_start (and segment, when broken down) and whole hours since creation; -1 is a negative time
-- parameters: since date, until date
-- tables: enforcement_actions
-- dimensions: policy = policy_id; action_type; detection_source; automated_detection = case when automated_detection then 'yes' else 'no' end; automated_decision; decision_ground; market; content_type
select
    date_trunc('day', actioned_at) as period_start,
    case
        when actioned_at < content_created_at then -1
        else date_diff('hour', content_created_at, actioned_at)
    end as hours,
    count(*) as actions
from enforcement_actions
where actioned_at >= :since and actioned_at < :until and not failed and content_created_at is not null
group by
    date_trunc('day', actioned_at),
    case
        when actioned_at < content_created_at then -1
        else date_diff('hour', content_created_at, actioned_at)
    end
order by period_start, hours
