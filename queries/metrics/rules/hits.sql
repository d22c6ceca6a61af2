-- answers: how often every rule hit, and what the hits led to
-- grain: one row per period_start, rule (and segment, when broken down)
-- parameters: since date, until date
-- tables: marts.rule_hits_daily, rules
-- dimensions: rule = hit.rule_id; policy = rules.policy_id; market = hit.market; content_type = hit.content_type; detection = rules.detection; rule_status = rules.status
select
    date_trunc('day', hit.day) as period_start,
    hit.rule_id,
    sum(hit.hits) as hits,
    sum(hit.shadow_hits) as shadow_hits,
    sum(hit.actions) as actions
from marts.rule_hits_daily as hit
inner join rules on hit.rule_id = rules.rule_id
where hit.day >= :since and hit.day < :until
group by date_trunc('day', hit.day), hit.rule_id
order by period_start, rule_id
