-- answers: on which days marts.label_sums_by_dimension and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: prevalence_labels, marts.label_sums_by_dimension
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
        count(*) as sampled,
        count(is_violating) as labels,
        sum(case when is_violating then 1 else 0 end) as positives,
        sum(
            case
                when is_violating is not null and inclusion_probability >= 0.000000000001 and inclusion_probability <= 1
                    then 1.0 / nullif(inclusion_probability, 0)
            end
        ) as weight,
        -- Everything, and 4 dimensions.
        5 * count(*) as sampled_by_dimension
    from drawn
    where copy = 1
    group by day
),
built as (
    select
        day as sum_day,
        sum(case when dimension = 'all' then sampled else 0 end) as sampled,
        sum(case when dimension = 'all' then labels else 0 end) as labels,
        sum(case when dimension = 'all' then positives else 0 end) as positives,
        sum(case when dimension = 'all' then weight else 0 end) as weight,
        sum(sampled) as sampled_by_dimension
    from marts.label_sums_by_dimension
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.sampled, 0) as contract_sampled,
    coalesce(built.sampled, 0) as mart_sampled,
    coalesce(source.labels, 0) as contract_labels,
    coalesce(built.labels, 0) as mart_labels,
    coalesce(source.positives, 0) as contract_positives,
    coalesce(built.positives, 0) as mart_positives,
    coalesce(source.weight, 0) as contract_weight,
    coalesce(built.weight, 0) as mart_weight,
    coalesce(source.sampled_by_dimension, 0) as contract_sampled_by_dimension,
    coalesce(built.sampled_by_dimension, 0) as mart_sampled_by_dimension
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.sampled, 0) <> coalesce(built.sampled, 0)
    or coalesce(source.labels, 0) <> coalesce(built.labels, 0)
    or coalesce(source.positives, 0) <> coalesce(built.positives, 0)
    or abs(coalesce(source.weight, 0) - coalesce(built.weight, 0)) > 0.000001 * coalesce(source.weight, 1)
    or coalesce(source.sampled_by_dimension, 0) <> coalesce(built.sampled_by_dimension, 0)
order by differing_day
