-- answers: what the label sample says about the contents every rule hit that were seen in the period
-- grain: one row per rule and sampled content
-- parameters: since date, until date
-- tables: rule_hits, rules, contents, prevalence_labels, content_impressions
-- dimensions: rule = hit.rule_id; policy = rules.policy_id; market = contents.market; content_type = contents.content_type; detection = rules.detection; rule_status = rules.status
with hit as (
    select rule_id, content_id
    from rule_hits
    where hit_at >= :since and hit_at < :until
    group by rule_id, content_id
),
drawn as (
    select
        prevalence_labels.content_id,
        prevalence_labels.policy_id,
        count(*) as draws,
        sum(1.0 / nullif(prevalence_labels.inclusion_probability, 0)) as weight
    from prevalence_labels
    where
        prevalence_labels.day >= :since
        and prevalence_labels.day < :until
        and prevalence_labels.is_violating is not null
        and prevalence_labels.content_id in (select content_id from hit)
    group by prevalence_labels.content_id, prevalence_labels.policy_id
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
    hit.rule_id,
    hit.content_id,
    sum(drawn.draws) as draws,
    sum(drawn.weight) as weight,
    sum(case when drawn.policy_id = rules.policy_id then drawn.weight else 0 end) as violating_weight,
    max(seen.impressions) as impressions
from hit
inner join rules on hit.rule_id = rules.rule_id
inner join contents on hit.content_id = contents.content_id
inner join drawn on hit.content_id = drawn.content_id
left join seen on hit.content_id = seen.content_id
group by hit.rule_id, hit.content_id
order by rule_id, content_id
