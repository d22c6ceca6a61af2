-- answers: how many contents every rule hit
-- grain: one row per rule
-- parameters: since date, until date
-- tables: rule_hits
select
    rule_id,
    count(distinct content_id) as contents
from rule_hits
where hit_at >= :since and hit_at < :until
group by rule_id
order by rule_id
