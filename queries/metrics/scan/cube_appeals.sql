-- answers: which appeals were decided during an event and in the weeks before it, and how
-- grain: one row per policy, market, kind of content, detection source, and whether during the event
-- parameters: since date, start date, until date
-- tables: marts.appeals_daily
with dated as (
    select
        case when day >= :start then 1 else 0 end as is_event,
        policy_id, market, content_type, detection_source, decided, overturned
    from marts.appeals_daily
    where day >= :since and day < :until
)
select
    is_event,
    policy_id as policy,
    market,
    content_type,
    detection_source,
    sum(decided) as decided,
    sum(overturned) as overturned
from dated
group by is_event, policy_id, market, content_type, detection_source
