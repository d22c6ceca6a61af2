-- answers: which actions were taken during an event and in the weeks before it
-- grain: one row per policy, market, detection source, kind of content, kind of action, part of machines, and whether during the event
-- parameters: since date, start date, until date
-- tables: marts.actions_daily
with dated as (
    select
        case when day >= :start then 1 else 0 end as is_event,
        policy_id, market, detection_source, content_type, action_type, automated_decision,
        actions, proactive_actions, appealed
    from marts.actions_daily
    where day >= :since and day < :until
)
select
    is_event,
    policy_id as policy,
    market,
    detection_source,
    content_type,
    action_type,
    automated_decision,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed_actions
from dated
group by is_event, policy_id, market, detection_source, content_type, action_type, automated_decision
