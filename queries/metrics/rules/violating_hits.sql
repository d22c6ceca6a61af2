-- answers: which rules hit the contents whose sampled views violate
-- grain: one row per content and rule
-- parameters: since date, until date
-- tables: marts.noted_hits, marts.noted_labels
select
    hit.content_id,
    hit.rule_id,
    min(hit.first_hit_at) as first_hit_at,
    max(case when hit.is_shadow then 0 else 1 end) as was_live
from marts.noted_hits as hit
where
    hit.day < :until
    and hit.content_id in (
        select labels.content_id
        from marts.noted_labels as labels
        where labels.day >= :since and labels.day < :until and labels.is_violating
    )
group by hit.content_id, hit.rule_id
order by content_id, rule_id
