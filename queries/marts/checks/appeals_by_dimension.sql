-- answers: on which days marts.appeals_by_dimension and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: appeals, enforcement_actions, marts.appeals_by_dimension
with events as (
    select cast(filed_at as date) as sum_day, action_id, 1 as is_filed, 0 as is_decided, 0 as is_overturned
    from appeals
    where filed_at >= :since and filed_at < :until
    union all
    select
        cast(decided_at as date) as sum_day,
        action_id,
        0 as is_filed,
        1 as is_decided,
        case when outcome in ('overturned', 'partially_overturned') then 1 else 0 end as is_overturned
    from appeals
    where decided_at >= :since and decided_at < :until
),
source as (
    select
        sum_day,
        sum(is_filed) as filed,
        sum(is_decided) as decided,
        sum(is_overturned) as overturned,
        -- Everything, and 4 dimensions.
        5 * sum(is_filed) as filed_by_dimension
    from events
    inner join enforcement_actions on events.action_id = enforcement_actions.action_id
    group by sum_day
),
built as (
    select
        day as sum_day,
        sum(case when dimension = 'all' then filed else 0 end) as filed,
        sum(case when dimension = 'all' then decided else 0 end) as decided,
        sum(case when dimension = 'all' then overturned else 0 end) as overturned,
        sum(filed) as filed_by_dimension
    from marts.appeals_by_dimension
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.filed, 0) as contract_filed,
    coalesce(built.filed, 0) as mart_filed,
    coalesce(source.decided, 0) as contract_decided,
    coalesce(built.decided, 0) as mart_decided,
    coalesce(source.overturned, 0) as contract_overturned,
    coalesce(built.overturned, 0) as mart_overturned,
    coalesce(source.filed_by_dimension, 0) as contract_filed_by_dimension,
    coalesce(built.filed_by_dimension, 0) as mart_filed_by_dimension
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.filed, 0) <> coalesce(built.filed, 0)
    or coalesce(source.decided, 0) <> coalesce(built.decided, 0)
    or coalesce(source.overturned, 0) <> coalesce(built.overturned, 0)
    or coalesce(source.filed_by_dimension, 0) <> coalesce(built.filed_by_dimension, 0)
order by differing_day
