-- answers: on which days marts.rule_segments and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: rule_evaluations_daily, marts.rule_segments
with source as (
    select day as sum_day, sum(hits) as hits
    from rule_evaluations_daily
    where day >= :since and day < :until
    group by day
),
built as (
    select
        day as sum_day,
        sum(hits) as hits
    from marts.rule_segments
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.hits, 0) as contract_hits,
    coalesce(built.hits, 0) as mart_hits
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.hits, 0) <> coalesce(built.hits, 0)
order by differing_day
