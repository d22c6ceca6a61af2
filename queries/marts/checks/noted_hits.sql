-- answers: on which days marts.noted_hits and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: rule_hits, prevalence_labels, marts.noted_hits
with hit as (
    select distinct
        cast(hit_at as date) as day,
        rule_id,
        content_id,
        is_shadow
    from rule_hits
    where
        hit_at >= :since and hit_at < :until
        and content_id in (select prevalence_labels.content_id from prevalence_labels)
),
source as (
    select
        day as sum_day,
        count(*) as contents
    from hit
    group by day
),
built as (
    select
        day as sum_day,
        count(*) as contents
    from marts.noted_hits
    where day >= :since and day < :until
    group by day
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
