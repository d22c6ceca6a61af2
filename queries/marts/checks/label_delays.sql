-- answers: on which days marts.label_delays and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: prevalence_labels, marts.label_delays
with source as (
    select day as sum_day, count(*) as labels
    from prevalence_labels
    where day >= :since and day < :until
    group by day
),
built as (
    select
        day as sum_day,
        sum(labels) as labels
    from marts.label_delays
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.labels, 0) as contract_labels,
    coalesce(built.labels, 0) as mart_labels
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.labels, 0) <> coalesce(built.labels, 0)
order by differing_day
