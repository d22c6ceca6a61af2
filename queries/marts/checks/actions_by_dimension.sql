-- answers: on which days marts.actions_by_dimension and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: enforcement_actions, appeals, marts.actions_by_dimension
with outcomes as (
    select
        action_id,
        max(case when outcome in ('overturned', 'partially_overturned') then 1 else 0 end) as is_overturned
    from appeals
    group by action_id
),
source as (
    select
        cast(enforcement_actions.actioned_at as date) as sum_day,
        count(*) as actions,
        count(outcomes.action_id) as appealed,
        coalesce(sum(outcomes.is_overturned), 0) as overturned,
        -- Everything, and 8 dimensions.
        9 * count(*) as actions_by_dimension
    from enforcement_actions
    left join outcomes on enforcement_actions.action_id = outcomes.action_id
    where
        enforcement_actions.actioned_at >= :since and enforcement_actions.actioned_at < :until
        and not enforcement_actions.failed
    group by cast(enforcement_actions.actioned_at as date)
),
built as (
    select
        day as sum_day,
        sum(case when dimension = 'all' then actions else 0 end) as actions,
        sum(case when dimension = 'all' then appealed else 0 end) as appealed,
        sum(case when dimension = 'all' then overturned else 0 end) as overturned,
        sum(actions) as actions_by_dimension
    from marts.actions_by_dimension
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.actions, 0) as contract_actions,
    coalesce(built.actions, 0) as mart_actions,
    coalesce(source.appealed, 0) as contract_appealed,
    coalesce(built.appealed, 0) as mart_appealed,
    coalesce(source.overturned, 0) as contract_overturned,
    coalesce(built.overturned, 0) as mart_overturned,
    coalesce(source.actions_by_dimension, 0) as contract_actions_by_dimension,
    coalesce(built.actions_by_dimension, 0) as mart_actions_by_dimension
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.actions, 0) <> coalesce(built.actions, 0)
    or coalesce(source.appealed, 0) <> coalesce(built.appealed, 0)
    or coalesce(source.overturned, 0) <> coalesce(built.overturned, 0)
    or coalesce(source.actions_by_dimension, 0) <> coalesce(built.actions_by_dimension, 0)
order by differing_day
