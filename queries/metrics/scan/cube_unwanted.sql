-- answers: where content that was acted on within so many days was seen, during an event and in the weeks before it
-- grain: one row per policy, market, surface, kind of content, detection source, and whether during the event
-- parameters: since date, start date, until date, horizon integer
-- tables: content_impressions, enforcement_actions
with ordered as (
    select
        content_id,
        policy_id,
        content_type,
        detection_source,
        cast(actioned_at as date) as action_day,
        row_number() over (partition by content_id order by actioned_at, action_id) as action_number
    from enforcement_actions
    where not failed
),
dated as (
    select
        case when views.day >= :start then 1 else 0 end as is_event,
        ordered.policy_id,
        views.market,
        views.surface,
        ordered.content_type,
        ordered.detection_source,
        views.impressions
    from content_impressions as views
    inner join ordered on ordered.content_id = views.content_id and ordered.action_number = 1
    where
        views.day >= :since and views.day < :until
        and views.day <= ordered.action_day
        and date_diff('day', views.day, ordered.action_day) <= :horizon
)
select
    is_event,
    policy_id as policy,
    market,
    surface,
    content_type,
    detection_source,
    sum(impressions) as unwanted
from dated
group by is_event, policy_id, market, surface, content_type, detection_source
