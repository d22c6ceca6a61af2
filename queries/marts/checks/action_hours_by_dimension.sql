-- answers: on which days marts.action_hours_by_dimension and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: enforcement_actions, marts.action_hours_by_dimension
with source as (
    select
        cast(actioned_at as date) as sum_day,
        count(*) as actions,
        -- Everything, and 4 dimensions.
        5 * count(*) as actions_by_dimension
    from enforcement_actions
    where
        actioned_at >= :since and actioned_at < :until
        and not failed and content_created_at is not null
    group by cast(actioned_at as date)
),
built as (
    select
        day as sum_day,
        sum(case when dimension = 'all' then actions else 0 end) as actions,
        sum(actions) as actions_by_dimension
    from marts.action_hours_by_dimension
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.actions, 0) as contract_actions,
    coalesce(built.actions, 0) as mart_actions,
    coalesce(source.actions_by_dimension, 0) as contract_actions_by_dimension,
    coalesce(built.actions_by_dimension, 0) as mart_actions_by_dimension
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.actions, 0) <> coalesce(built.actions, 0)
    or coalesce(source.actions_by_dimension, 0) <> coalesce(built.actions_by_dimension, 0)
order by differing_day
