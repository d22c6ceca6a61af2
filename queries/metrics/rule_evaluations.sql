-- answers: how often rules ran
-- grain: one row per period_start (and segment, when broken down)
-- parameters: since date, until date
-- tables: marts.rule_days, rules
-- dimensions: rule = days.rule_id; policy = rules.policy_id
select
    date_trunc('day', days.day) as period_start,
    sum(days.evaluations) as evaluations
from marts.rule_days as days
inner join rules on rules.rule_id = days.rule_id
where days.day >= :since and days.day < :until and days.evaluations > 0
group by date_trunc('day', days.day)
order by period_start
