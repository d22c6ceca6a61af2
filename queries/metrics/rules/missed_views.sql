-- answers: how often violating content of a policy that no rule hit was seen, from the label sample
-- grain: one row per sampled content
-- parameters: policy text, since date, until date
-- tables: marts.noted_labels, marts.noted_hits, marts.noted_views
with drawn as (
    select
        labels.content_id,
        sum(labels.weight) as weight
    from marts.noted_labels as labels
    where
        labels.day >= :since
        and labels.day < :until
        and labels.is_violating
        and labels.policy_id = :policy
        and labels.content_id not in (select hit.content_id from marts.noted_hits as hit)
    group by labels.content_id
),
seen as (
    select
        content_id,
        sum(impressions) as impressions
    from marts.noted_views
    where day >= :since and day < :until and content_id in (select drawn.content_id from drawn)
    group by content_id
)
select
    drawn.content_id,
    drawn.weight,
    seen.impressions
from drawn
inner join seen on drawn.content_id = seen.content_id
order by drawn.content_id
