-- answers: on which days marts.label_reasons and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: prevalence_labels, enforcement_actions, marts.label_reasons
with drawn as (
    select
        day,
        content_id,
        inclusion_probability,
        is_violating,
        row_number() over (partition by day, sample_id order by labelled_at nulls last, policy_id, stratum) as copy
    from prevalence_labels
    where day >= :since and day < :until
),
acted as (
    select content_id, min(cast(actioned_at as date)) as action_day
    from enforcement_actions
    where not failed and content_id in (select content_id from drawn where is_violating)
    group by content_id
),
source as (
    select
        drawn.day as sum_day,
        count(*) as positives,
        sum(case when drawn.day <= acted.action_day then 1 else 0 end) as found,
        sum(1.0 / nullif(drawn.inclusion_probability, 0)) as weight
    from drawn
    left join acted on drawn.content_id = acted.content_id
    where
        drawn.copy = 1
        and drawn.is_violating
        and drawn.inclusion_probability >= 0.000000000001 and drawn.inclusion_probability <= 1
    group by drawn.day
),
built as (
    select
        day as sum_day,
        sum(positives) as positives,
        sum(case when is_found = 'yes' then positives else 0 end) as found,
        sum(positive_weight) as weight
    from marts.label_reasons
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.positives, 0) as contract_positives,
    coalesce(built.positives, 0) as mart_positives,
    coalesce(source.found, 0) as contract_found,
    coalesce(built.found, 0) as mart_found,
    coalesce(source.weight, 0) as contract_weight,
    coalesce(built.weight, 0) as mart_weight
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.positives, 0) <> coalesce(built.positives, 0)
    or coalesce(source.found, 0) <> coalesce(built.found, 0)
    or abs(coalesce(source.weight, 0) - coalesce(built.weight, 0)) > 0.000001 * coalesce(source.weight, 1)
order by differing_day
