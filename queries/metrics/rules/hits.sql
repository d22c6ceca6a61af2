-- answers: how often every rule hit, and what the hits led to
-- grain: one row per period_start, rule (and segment, when broken down)
-- parameters: since date, until date
-- tables: rule_hits, rules, contents
-- dimensions: rule = rule_hits.rule_id; policy = rules.policy_id; market = contents.market; content_type = contents.content_type; detection = rules.detection; rule_status = rules.status
select
    date_trunc('day', rule_hits.hit_at) as period_start,
    rule_hits.rule_id,
    count(*) as hits,
    sum(case when rule_hits.is_shadow then 1 else 0 end) as shadow_hits,
    sum(case when rule_hits.action_id is not null then 1 else 0 end) as actions
from rule_hits
inner join rules on rule_hits.rule_id = rules.rule_id
inner join contents on rule_hits.content_id = contents.content_id
where rule_hits.hit_at >= :since and rule_hits.hit_at < :until
group by date_trunc('day', rule_hits.hit_at), rule_hits.rule_id
order by period_start, rule_id
