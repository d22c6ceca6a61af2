-- answers: on which days marts.rule_days and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: rule_evaluations_daily, marts.rule_days
with source as (
    select day as sum_day, sum(evaluations) as evaluations, sum(hits) as hits
    from rule_evaluations_daily
    where day >= :since and day < :until
    group by day
),
built as (
    select
        day as sum_day,
        sum(evaluations) as evaluations,
        sum(hits) as hits
    from marts.rule_days
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.evaluations, 0) as contract_evaluations,
    coalesce(built.evaluations, 0) as mart_evaluations,
    coalesce(source.hits, 0) as contract_hits,
    coalesce(built.hits, 0) as mart_hits
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.evaluations, 0) <> coalesce(built.evaluations, 0)
    or coalesce(source.hits, 0) <> coalesce(built.hits, 0)
order by differing_day
