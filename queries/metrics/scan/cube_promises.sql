-- answers: which promised work was opened during an event and in the weeks before it, and what of it was in time
-- grain: one row per kind of work, queue, measure, market, policy, and whether during the event
-- parameters: since date, start date, until date
-- tables: marts.service_times
with dated as (
    select
        case when day >= :start then 1 else 0 end as is_event,
        applies_to, queue_or_severity, measure, market, policy_id, items,
        case when is_done and twentieth < 20 then items else 0 end as in_time
    from marts.service_times
    where day >= :since and day < :until
)
select
    is_event,
    applies_to,
    queue_or_severity,
    measure,
    market,
    policy_id as policy,
    sum(items) as items,
    sum(in_time) as in_time
from dated
group by is_event, applies_to, queue_or_severity, measure, market, policy_id
