-- answers: what was done, and what became of it, one dimension at a time
-- grain: one row is the actions of one day and one value of one dimension that did not fail
-- parameters: none
-- tables: enforcement_actions, reports, appeals
-- staged: done_actions
-- trailing: 60
-- changed: actions_appealed
select
    day, 'all' as dimension, 'all' as value,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed,
    sum(overturned) as overturned
from done_actions
group by day
union all
select
    day, 'policy_id' as dimension, policy_id as value,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed,
    sum(overturned) as overturned
from done_actions
group by day, policy_id
union all
select
    day, 'detection_source' as dimension, detection_source as value,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed,
    sum(overturned) as overturned
from done_actions
group by day, detection_source
union all
select
    day, 'action_type' as dimension, action_type as value,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed,
    sum(overturned) as overturned
from done_actions
group by day, action_type
union all
select
    day, 'market' as dimension, market as value,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed,
    sum(overturned) as overturned
from done_actions
group by day, market
union all
select
    day, 'content_type' as dimension, content_type as value,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed,
    sum(overturned) as overturned
from done_actions
group by day, content_type
union all
select
    day, 'automated_decision' as dimension, automated_decision as value,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed,
    sum(overturned) as overturned
from done_actions
group by day, automated_decision
union all
select
    day, 'automated_detection' as dimension, automated_detection as value,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed,
    sum(overturned) as overturned
from done_actions
group by day, automated_detection
union all
select
    day, 'decision_ground' as dimension, decision_ground as value,
    sum(actions) as actions,
    sum(proactive_actions) as proactive_actions,
    sum(appealed) as appealed,
    sum(overturned) as overturned
from done_actions
group by day, decision_ground
