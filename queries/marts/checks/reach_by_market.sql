-- answers: on which days marts.reach_by_market and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: enforcement_actions, marts.reach_by_market
with ranked as (
    select
        content_id,
        cast(actioned_at as date) as action_day,
        row_number() over (partition by content_id order by actioned_at, action_id) as turn
    from enforcement_actions
    where not failed
),
source as (
    select action_day as sum_day, count(*) as contents
    from ranked
    where turn = 1 and action_day >= :since and action_day < :until
    group by action_day
),
built as (
    select
        action_day as sum_day,
        sum(contents) as contents
    from marts.reach_by_market
    where action_day >= :since and action_day < :until
    group by action_day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.contents, 0) as contract_contents,
    coalesce(built.contents, 0) as mart_contents
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.contents, 0) <> coalesce(built.contents, 0)
order by differing_day
