-- answers: on which days marts.rule_actions_daily and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: enforcement_actions, appeals, marts.rule_actions_daily
with appeal as (
    select
        action_id,
        min(case when outcome in ('overturned', 'partially_overturned') then decided_at end) as overturned_at
    from appeals
    group by action_id
),
source as (
    select
        cast(enforcement_actions.actioned_at as date) as sum_day,
        count(*) as actions,
        count(appeal.action_id) as appealed,
        count(appeal.overturned_at) as overturned
    from enforcement_actions
    left join appeal on enforcement_actions.action_id = appeal.action_id
    where
        enforcement_actions.actioned_at >= :since and enforcement_actions.actioned_at < :until
        and enforcement_actions.rule_id is not null and not enforcement_actions.failed
    group by cast(enforcement_actions.actioned_at as date)
),
built as (
    select
        day as sum_day,
        sum(actions) as actions,
        sum(appealed) as appealed,
        sum(overturned) as overturned
    from marts.rule_actions_daily
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
    coalesce(built.overturned, 0) as mart_overturned
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.actions, 0) <> coalesce(built.actions, 0)
    or coalesce(source.appealed, 0) <> coalesce(built.appealed, 0)
    or coalesce(source.overturned, 0) <> coalesce(built.overturned, 0)
order by differing_day
