-- answers: how often violating content of a policy that no rule hit was seen, from the label sample
-- grain: one row per sampled content
-- parameters: policy text, since date, until date
-- tables: prevalence_labels, rule_hits, content_impressions
with drawn as (
    select
        prevalence_labels.content_id,
        sum(1.0 / nullif(prevalence_labels.inclusion_probability, 0)) as weight
    from prevalence_labels
    where
        prevalence_labels.day >= :since
        and prevalence_labels.day < :until
        and prevalence_labels.is_violating
        and prevalence_labels.policy_id = :policy
        and prevalence_labels.content_id not in (select rule_hits.content_id from rule_hits)
    group by prevalence_labels.content_id
),
seen as (
    select
        content_id,
        sum(impressions) as impressions
    from content_impressions
    where day >= :since and day < :until and content_id in (select content_id from drawn)
    group by content_id
)
select
    drawn.content_id,
    drawn.weight,
    seen.impressions
from drawn
inner join seen on drawn.content_id = seen.content_id
order by drawn.content_id
