-- answers: how often a rule ran, hit and led to an action
-- grain: one row is one rule on one day
-- parameters: since date, until date
-- tables: rule_evaluations_daily, enforcement_actions
-- trailing: 14
with counted as (
    select day, rule_id, sum(evaluations) as evaluations, sum(hits) as hits, 0 as actions
    from rule_evaluations_daily
    where day >= :since and day < :until
    group by day, rule_id
    union all
    select cast(actioned_at as date) as day, rule_id, 0 as evaluations, 0 as hits, count(*) as actions
    from enforcement_actions
    where actioned_at >= :since and actioned_at < :until and not failed and rule_id is not null
    group by cast(actioned_at as date), rule_id
)
select
    day,
    rule_id,
    sum(evaluations) as evaluations,
    sum(hits) as hits,
    sum(actions) as actions
from counted
group by day, rule_id
