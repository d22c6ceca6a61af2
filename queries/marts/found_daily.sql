-- answers: how often content was seen before its first action, by the day of the action alone
-- grain: one row is all views of contents first acted on on one day, for one value of one dimension
-- parameters: none
-- tables: enforcement_actions, content_impressions
-- staged: found_places
-- trailing: 7
-- changed: actions_reversed
select
    action_day, 'all' as dimension, 'all' as value,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day
union all
select
    action_day, 'policy_id' as dimension, policy_id as value,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, policy_id
union all
select
    action_day, 'market' as dimension, market as value,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, market
union all
select
    action_day, 'surface' as dimension, surface as value,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, surface
union all
select
    action_day, 'content_type' as dimension, content_type as value,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, content_type
union all
select
    action_day, 'detection_source' as dimension, detection_source as value,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, detection_source
