-- answers: how many appeals came in during a period and how they ended
-- grain: one row is the events of one day and segment
-- parameters: since date, until date
-- tables: appeals, enforcement_actions
-- notes: An appeal of an action that is not known is in no segment, so it is left out; `integrity check` shows such appeals.
with events as (
    select cast(filed_at as date) as day, action_id, 1 as is_filed, 0 as is_decided, 0 as is_overturned
    from appeals
    where filed_at >= :since and filed_at < :until
    union all
    select
        cast(decided_at as date) as day,
        action_id,
        0 as is_filed,
        1 as is_decided,
        case when outcome in ('overturned', 'partially_overturned') then 1 else 0 end as is_overturned
    from appeals
    where decided_at >= :since and decided_at < :until
)
select
    events.day,
    enforcement_actions.policy_id,
    enforcement_actions.market,
    enforcement_actions.content_type,
    enforcement_actions.detection_source,
    sum(events.is_filed) as filed,
    sum(events.is_decided) as decided,
    sum(events.is_overturned) as overturned
from events
inner join enforcement_actions on events.action_id = enforcement_actions.action_id
group by
    events.day,
    enforcement_actions.policy_id,
    enforcement_actions.market,
    enforcement_actions.content_type,
    enforcement_actions.detection_source
