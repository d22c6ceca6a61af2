-- answers: what the label sample of a period found, as the sums the prevalence estimators need
-- grain: one row is the draws of one day, stratum, place, kind of content and policy found
-- parameters: since date, until date
-- tables: prevalence_labels
-- notes: Sums are made of decimals: unlike a sum of floats it does not depend on the order of the rows, so a build can be
-- compared with another. A probability outside (0, 1] has no weight; `integrity check` shows such labels. A sample_id that
-- comes twice on a day is one draw; label_flaws counts the copies.
with drawn as (
    select
        day,
        stratum,
        market,
        surface,
        content_type,
        inclusion_probability,
        policy_id,
        is_violating,
        row_number() over (partition by day, sample_id order by labelled_at nulls last, policy_id, stratum) as copy
    from prevalence_labels
    where day >= :since and day < :until
),
draws as (
    select
        day,
        stratum,
        market,
        surface,
        content_type,
        case when is_violating then policy_id end as found_policy,
        case when is_violating is null then 0 else 1 end as is_labelled,
        case when is_violating then 1 else 0 end as is_positive,
        case
            when is_violating is not null and inclusion_probability >= 0.000000000001 and inclusion_probability <= 1
                then 1.0 / nullif(inclusion_probability, 0)
        end as draw_weight
    from drawn
    where copy = 1
)
select
    day,
    stratum,
    market,
    surface,
    content_type,
    found_policy as policy_id,
    count(*) as sampled,
    sum(is_labelled) as labels,
    sum(is_positive) as positives,
    coalesce(sum(cast(draw_weight as decimal(38, 10))), cast(0 as decimal(38, 10))) as weight,
    coalesce(sum(cast(draw_weight * draw_weight as decimal(38, 10))), cast(0 as decimal(38, 10))) as weight_squared,
    coalesce(
        sum(case when is_positive = 1 then cast(draw_weight as decimal(38, 10)) end), cast(0 as decimal(38, 10))
    ) as positive_weight,
    coalesce(
        sum(case when is_positive = 1 then cast(draw_weight * draw_weight as decimal(38, 10)) end),
        cast(0 as decimal(38, 10))
    ) as positive_weight_squared,
    max(draw_weight) as largest_weight
from draws
group by day, stratum, market, surface, content_type, found_policy
