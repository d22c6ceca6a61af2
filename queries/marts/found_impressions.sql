-- answers: how often content was seen before its first action, by the day of the action and of the view
-- grain: one row is the views of one day of contents first acted on on one day, for one policy and one value of one dimension
-- parameters: none
-- tables: enforcement_actions, content_impressions
-- staged: found_places
-- trailing: 7
-- changed: actions_reversed
select
    action_day, impression_day, 'all' as dimension, 'all' as value, policy_id,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, impression_day, policy_id
union all
select
    action_day, impression_day, 'market' as dimension, market as value, policy_id,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, impression_day, market, policy_id
union all
select
    action_day, impression_day, 'surface' as dimension, surface as value, policy_id,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, impression_day, surface, policy_id
union all
select
    action_day, impression_day, 'content_type' as dimension, content_type as value, policy_id,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, impression_day, content_type, policy_id
union all
select
    action_day, impression_day, 'detection_source' as dimension, detection_source as value, policy_id,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, impression_day, detection_source, policy_id
