-- answers: which rules hit the contents whose sampled views violate
-- grain: one row per content and rule
-- parameters: since date, until date
-- tables: rule_hits, prevalence_labels
select
    rule_hits.content_id,
    rule_hits.rule_id,
    min(rule_hits.hit_at) as first_hit_at,
    max(case when rule_hits.is_shadow then 0 else 1 end) as was_live
from rule_hits
where
    rule_hits.hit_at < :until
    and rule_hits.content_id in (
        select prevalence_labels.content_id
        from prevalence_labels
        where
            prevalence_labels.day >= :since
            and prevalence_labels.day < :until
            and prevalence_labels.is_violating
    )
group by rule_hits.content_id, rule_hits.rule_id
order by content_id, rule_id
