-- answers: what the label sample says about the contents every rule hit that were seen in the period
-- grain: one row per rule and sampled content
-- parameters: since date, until date
-- tables: marts.noted_hits, marts.noted_labels, marts.noted_views, rules
-- dimensions: rule = hit.rule_id; policy = rules.policy_id; market = hit.market; content_type = hit.content_type; detection = rules.detection; rule_status = rules.status
with hit as (
    select rule_id, content_id, market, content_type
    from marts.noted_hits
    where day >= :since and day < :until
    group by rule_id, content_id, market, content_type
),
drawn as (
    select
        content_id,
        policy_id,
        sum(draws) as draws,
        sum(weight) as weight
    from marts.noted_labels
    where day >= :since and day < :until and content_id in (select hit.content_id from hit)
    group by content_id, policy_id
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
    hit.rule_id,
    hit.content_id,
    sum(drawn.draws) as draws,
    sum(drawn.weight) as weight,
    sum(case when drawn.policy_id = rules.policy_id then drawn.weight else 0 end) as violating_weight,
    max(seen.impressions) as impressions
from hit
inner join rules on hit.rule_id = rules.rule_id
inner join drawn on hit.content_id = drawn.content_id
left join seen on hit.content_id = seen.content_id
group by hit.rule_id, hit.content_id
order by rule_id, content_id
