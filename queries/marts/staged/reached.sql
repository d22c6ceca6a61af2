-- answers: how often each content of a period's first actions had been seen before, never seen ones too
-- grain: one row is one content
-- parameters: none
-- tables: none
-- staged: first_actions, found_views
with seen as (
    select content_id, sum(impressions) as views
    from found_views
    group by content_id
)
select
    first_actions.action_day,
    first_actions.content_id,
    first_actions.policy_id,
    first_actions.detection_source,
    first_actions.market,
    first_actions.content_type,
    cast(coalesce(seen.views, 0) as bigint) as views
from first_actions
left join seen on first_actions.content_id = seen.content_id
