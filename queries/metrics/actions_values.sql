-- answers: which values a filter of the enforcement actions can take, most frequent first
-- grain: one row per dimension and value
-- parameters: none
-- tables: marts.actions_daily
with choices as (
    select 'policy' as dimension, policy_id as choice, sum(actions) as actions
    from marts.actions_daily group by policy_id
    union all
    select 'action_type' as dimension, action_type as choice, sum(actions) as actions
    from marts.actions_daily group by action_type
    union all
    select 'detection_source' as dimension, detection_source as choice, sum(actions) as actions
    from marts.actions_daily group by detection_source
    union all
    select 'automated_detection' as dimension, automated_detection as choice, sum(actions) as actions
    from marts.actions_daily group by automated_detection
    union all
    select 'automated_decision' as dimension, automated_decision as choice, sum(actions) as actions
    from marts.actions_daily group by automated_decision
    union all
    select 'decision_ground' as dimension, decision_ground as choice, sum(actions) as actions
    from marts.actions_daily group by decision_ground
    union all
    select 'market' as dimension, market as choice, sum(actions) as actions
    from marts.actions_daily group by market
    union all
    select 'content_type' as dimension, content_type as choice, sum(actions) as actions
    from marts.actions_daily group by content_type
)
select dimension, choice, actions
from choices
where choice is not null
order by dimension, actions desc, choice
