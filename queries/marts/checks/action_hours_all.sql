-- answers: on which days marts.action_hours_all and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: enforcement_actions, marts.action_hours_all
with source as (
    select cast(actioned_at as date) as sum_day, count(*) as actions
    from enforcement_actions
    where
        actioned_at >= :since and actioned_at < :until
        and not failed and content_created_at is not null
    group by cast(actioned_at as date)
),
built as (
    select
        day as sum_day,
        sum(actions) as actions
    from marts.action_hours_all
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.actions, 0) as contract_actions,
    coalesce(built.actions, 0) as mart_actions
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.actions, 0) <> coalesce(built.actions, 0)
order by differing_day
