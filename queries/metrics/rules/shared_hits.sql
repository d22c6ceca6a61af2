-- answers: which contents several rules hit, and which rules
-- grain: one row per content that at least two rules hit, and rule
-- parameters: since date, until date
-- tables: rule_hits
with hit as (
    select
        content_id,
        rule_id
    from rule_hits
    where hit_at >= :since and hit_at < :until
    group by content_id, rule_id
),
counted as (
    select
        content_id,
        rule_id,
        count(*) over (partition by content_id) as rules
    from hit
)
select content_id, rule_id
from counted
where rules > 1
order by content_id, rule_id
