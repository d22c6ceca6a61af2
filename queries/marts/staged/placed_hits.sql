-- answers: which hits rules had in a period, and where the contents are
-- grain: one row is one hit of a known content
-- parameters: since date, until date
-- tables: rule_hits, contents
select
    rule_hits.hit_at,
    rule_hits.rule_id,
    rule_hits.content_id,
    contents.market,
    contents.content_type,
    rule_hits.is_shadow,
    rule_hits.action_id
from rule_hits
inner join contents on rule_hits.content_id = contents.content_id
where rule_hits.hit_at >= :since and rule_hits.hit_at < :until
