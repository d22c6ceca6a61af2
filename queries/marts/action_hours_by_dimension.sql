-- answers: how old content was when it was acted on, one dimension at a time
-- grain: one row is the actions of one day and one value of one dimension at the same age
-- parameters: none
-- tables: enforcement_actions
-- staged: aged_actions
-- trailing: 7
select
    day, hours, 'all' as dimension, 'all' as value,
    sum(actions) as actions
from aged_actions
group by day, hours
union all
select
    day, hours, 'policy_id' as dimension, policy_id as value,
    sum(actions) as actions
from aged_actions
group by day, hours, policy_id
union all
select
    day, hours, 'detection_source' as dimension, detection_source as value,
    sum(actions) as actions
from aged_actions
group by day, hours, detection_source
union all
select
    day, hours, 'market' as dimension, market as value,
    sum(actions) as actions
from aged_actions
group by day, hours, market
union all
select
    day, hours, 'content_type' as dimension, content_type as value,
    sum(actions) as actions
from aged_actions
group by day, hours, content_type
