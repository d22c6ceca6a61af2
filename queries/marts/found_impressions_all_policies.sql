-- answers: how often content was seen before its first action, whatever the policy
-- grain: one row is the views of one day of contents first acted on on one day, for one value of one dimension
-- parameters: none
-- tables: enforcement_actions, content_impressions
-- staged: found_places
-- trailing: 7
-- changed: actions_reversed
select
    action_day, impression_day, 'all' as dimension, 'all' as value,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, impression_day
union all
select
    action_day, impression_day, 'market' as dimension, market as value,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, impression_day, market
union all
select
    action_day, impression_day, 'surface' as dimension, surface as value,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, impression_day, surface
union all
select
    action_day, impression_day, 'content_type' as dimension, content_type as value,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, impression_day, content_type
union all
select
    action_day, impression_day, 'detection_source' as dimension, detection_source as value,
    sum(views) as impressions, sum(reversed_views) as reversed_impressions
from found_places
group by action_day, impression_day, detection_source
