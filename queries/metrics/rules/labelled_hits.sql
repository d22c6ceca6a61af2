-- answers: what the label sample says about the contents every rule hit that were seen in the period
-- grain: one row per rule and sampled content
-- parameters: since date, until date
-- tables: marts.noted_hits, marts.noted_labels, marts.noted_views, rules
-- dimensions: rule = noted.rule_id; policy = rules.policy_id; market = noted.market; content_type = noted.content_type; detection = rules.detection; rule_status = rules.status
-- scoped: hit
-- notes: The scope is applied inside, so that labels and views are read of the contents of some rules only.
with hit as (
    select
        noted.rule_id,
        noted.content_id,
        rules.policy_id
    from marts.noted_hits as noted
    inner join rules on noted.rule_id = rules.rule_id
    where noted.day >= :since and noted.day < :until
    group by noted.rule_id, noted.content_id, rules.policy_id
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
    sum(case when drawn.policy_id = hit.policy_id then drawn.weight else 0 end) as violating_weight,
    max(seen.impressions) as impressions
from hit
inner join drawn on hit.content_id = drawn.content_id
left join seen on hit.content_id = seen.content_id
group by hit.rule_id, hit.content_id
order by rule_id, content_id
