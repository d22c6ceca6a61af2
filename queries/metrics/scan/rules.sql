-- answers: how often each rule ran and hit a day, for the anomaly scan
-- grain: one row per day and rule
-- parameters: since date, until date
-- tables: marts.rule_days, rules
select
    days.day,
    days.rule_id as rule,
    rules.policy_id as policy,
    days.evaluations,
    days.hits
from marts.rule_days as days
inner join rules on rules.rule_id = days.rule_id
where days.day >= :since and days.day < :until and days.evaluations > 0
order by days.day
