-- answers: what the label sample says about a draft rule: the sampled contents it hits, and the violating ones it misses
-- grain: one row per content and stratum
-- parameters: policy text, since date, until date
-- tables: prevalence_labels, contents, content_impressions
-- note: the policy is empty when any violation counts
with judged as (
    select
        sampled.content_id,
        sampled.stratum,
        sampled.day,
        sampled.market,
        sampled.content_type,
        1.0 / nullif(sampled.inclusion_probability, 0) as weight,
        case when sampled.is_violating and (cast(:policy as varchar) = '' or sampled.policy_id = :policy) then 1 else 0 end as violates,
        case when :draft_condition then 1 else 0 end as is_hit,
        candidate.created_at,
        :draft_known_at as known_at
    from prevalence_labels as sampled
    inner join contents as candidate on sampled.content_id = candidate.content_id
    where sampled.day >= :since and sampled.day < :until and sampled.is_violating is not null
),
kept as (
    select
        content_id,
        stratum,
        market,
        content_type,
        is_hit,
        count(*) as draws,
        sum(weight) as weight,
        sum(weight * violates) as violating_weight,
        sum(
            case when known_at <= created_at or day > cast(known_at as date) then weight * violates else 0 end
        ) as violating_weight_after
    from judged
    where is_hit = 1 or violates = 1
    group by content_id, stratum, market, content_type, is_hit
),
seen as (
    select
        content_id,
        sum(impressions) as impressions
    from content_impressions
    where day >= :since and day < :until and content_id in (select content_id from kept where is_hit = 1)
    group by content_id
)
select
    kept.content_id,
    kept.stratum,
    kept.market,
    kept.content_type,
    kept.is_hit,
    kept.draws,
    kept.weight,
    kept.violating_weight,
    kept.violating_weight_after,
    seen.impressions
from kept
left join seen on kept.content_id = seen.content_id
order by kept.content_id, kept.stratum, kept.market, kept.content_type
