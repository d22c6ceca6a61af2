-- answers: which values a filter of the enforcement actions can take, most frequent first,
-- from the actions themselves where marts.actions_daily is not built
-- grain: one row per dimension and value
-- parameters: none
-- tables: enforcement_actions
with choices as (
    select 'policy' as dimension, policy_id as choice, count(*) as actions
    from enforcement_actions where not failed group by policy_id
    union all
    select 'action_type' as dimension, action_type as choice, count(*) as actions
    from enforcement_actions where not failed group by action_type
    union all
    select 'detection_source' as dimension, detection_source as choice, count(*) as actions
    from enforcement_actions where not failed group by detection_source
    union all
    select
        'automated_detection' as dimension,
        case when automated_detection then 'yes' else 'no' end as choice,
        count(*) as actions
    from enforcement_actions where not failed group by case when automated_detection then 'yes' else 'no' end
    union all
    select 'automated_decision' as dimension, automated_decision as choice, count(*) as actions
    from enforcement_actions where not failed group by automated_decision
    union all
    select 'decision_ground' as dimension, decision_ground as choice, count(*) as actions
    from enforcement_actions where not failed group by decision_ground
    union all
    select 'market' as dimension, market as choice, count(*) as actions
    from enforcement_actions where not failed group by market
    union all
    select 'content_type' as dimension, content_type as choice, count(*) as actions
    from enforcement_actions where not failed group by content_type
)
select dimension, choice, actions
from choices
where choice is not null
order by dimension, actions desc, choice
