-- answers: which contents had been seen most when they were first acted on
-- grain: one row is one of the 20 contents of an action day that were seen most
-- parameters: none
-- tables: enforcement_actions, content_impressions
-- staged: reached
-- trailing: 7
with ranked as (
    select
        action_day,
        row_number() over (partition by action_day order by views desc, content_id) as place,
        content_id,
        policy_id,
        detection_source,
        market,
        content_type,
        views
    from reached
    where views > 0
)
select
    action_day,
    place,
    content_id,
    policy_id,
    detection_source,
    market,
    content_type,
    views as reach
from ranked
where place <= 20
