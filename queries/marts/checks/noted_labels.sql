-- answers: on which days marts.noted_labels and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: prevalence_labels, rule_hits, marts.noted_labels
with source as (
    select
        day as sum_day,
        count(*) as draws
    from prevalence_labels
    where
        day >= :since and day < :until and is_violating is not null
        and (is_violating or content_id in (select rule_hits.content_id from rule_hits))
    group by day
),
built as (
    select
        day as sum_day,
        sum(draws) as draws
    from marts.noted_labels
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.draws, 0) as contract_draws,
    coalesce(built.draws, 0) as mart_draws
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.draws, 0) <> coalesce(built.draws, 0)
order by differing_day
