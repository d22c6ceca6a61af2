-- answers: what blind second reviews and production decisions say about the contents every rule hit, by what became of them
-- grain: one row per period_start of the first hit, rule and fate of the content (and segment, when broken down)
-- parameters: since date, until date
-- tables: marts.rule_reviews_daily, rules
-- dimensions: rule = hit.rule_id; policy = rules.policy_id; market = hit.market; content_type = hit.content_type; detection = rules.detection; rule_status = rules.status
select
    date_trunc('day', hit.day) as period_start,
    hit.rule_id,
    hit.fate,
    sum(hit.contents) as contents,
    sum(hit.second_reviews) as second_reviews,
    sum(hit.second_confirmed) as second_confirmed,
    sum(hit.decisions) as decisions,
    sum(hit.decisions_confirmed) as decisions_confirmed,
    sum(hit.timed_decisions) as timed_decisions,
    sum(hit.handle_seconds) as handle_seconds
from marts.rule_reviews_daily as hit
inner join rules on hit.rule_id = rules.rule_id
where hit.day >= :since and hit.day < :until
group by date_trunc('day', hit.day), hit.rule_id, hit.fate
order by period_start, rule_id, fate
