-- answers: on which days marts.label_positives and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: prevalence_labels, marts.label_positives
with drawn as (
    select
        day,
        inclusion_probability,
        is_violating,
        row_number() over (partition by day, sample_id order by labelled_at nulls last, policy_id, stratum) as copy
    from prevalence_labels
    where day >= :since and day < :until
),
source as (
    select
        day as sum_day,
        count(*) as positives,
        coalesce(
            sum(
                case
                    when inclusion_probability >= 0.000000000001 and inclusion_probability <= 1
                        then 1.0 / nullif(inclusion_probability, 0)
                end
            ), 0
        ) as weight
    from drawn
    where copy = 1 and is_violating
    group by day
),
built as (
    select
        day as sum_day,
        sum(positives) as positives,
        sum(positive_weight) as weight
    from marts.label_positives
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.positives, 0) as contract_positives,
    coalesce(built.positives, 0) as mart_positives,
    coalesce(source.weight, 0) as contract_weight,
    coalesce(built.weight, 0) as mart_weight
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.positives, 0) <> coalesce(built.positives, 0)
    or abs(coalesce(source.weight, 0) - coalesce(built.weight, 0)) > 0.000001 * coalesce(source.weight, 1)
order by differing_day
