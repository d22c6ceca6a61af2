-- answers: which rules hit contents of the label sample
-- grain: one row is the hits of one rule on one content on one day, live or in shadow
-- parameters: since date, until date
-- tables: rule_hits, prevalence_labels, contents
-- trailing: 14
-- changed: hits_noted
with hit as (
    select
        cast(hit_at as date) as day,
        rule_id,
        content_id,
        is_shadow,
        min(hit_at) as first_hit_at
    from rule_hits
    where
        hit_at >= :since
        and hit_at < :until
        and content_id in (select prevalence_labels.content_id from prevalence_labels)
    group by cast(hit_at as date), rule_id, content_id, is_shadow
)
select
    hit.day,
    hit.rule_id,
    hit.content_id,
    coalesce(contents.market, 'ZZ') as market,
    coalesce(contents.content_type, 'unknown') as content_type,
    hit.is_shadow,
    hit.first_hit_at
from hit
left join contents on hit.content_id = contents.content_id
