-- answers: what was first acted on in a period, and by what action
-- grain: one row is one content whose first action that did not fail is in the period
-- parameters: since date, until date
-- tables: enforcement_actions
with ranked as (
    select
        cast(actioned_at as date) as action_day,
        actioned_at,
        content_id,
        policy_id,
        detection_source,
        market,
        content_type,
        case when reversed_at is null then 0 else 1 end as is_reversed,
        row_number() over (partition by content_id order by actioned_at, action_id) as turn
    from enforcement_actions
    where actioned_at >= :since and actioned_at < :until and not failed
),
acted_on_before as (
    select distinct content_id
    from enforcement_actions
    where actioned_at < :since and not failed and content_id in (select content_id from ranked)
)
select
    ranked.action_day,
    ranked.actioned_at,
    ranked.content_id,
    ranked.policy_id,
    ranked.detection_source,
    ranked.market,
    ranked.content_type,
    ranked.is_reversed
from ranked
left join acted_on_before on ranked.content_id = acted_on_before.content_id
where ranked.turn = 1 and acted_on_before.content_id is null
