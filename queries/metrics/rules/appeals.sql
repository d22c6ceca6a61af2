-- answers: how many actions of every rule were appealed and overturned, soon and at all
-- grain: one row per period_start of the action and rule (and segment, when broken down)
-- parameters: since date, until date
-- tables: marts.rule_actions_daily
-- dimensions: rule = rule_id; policy = policy_id; market; content_type
select
    date_trunc('day', day) as period_start,
    rule_id,
    sum(actions) as actions,
    sum(appealed) as appealed,
    sum(decided) as decided,
    sum(overturned) as overturned,
    sum(overturned_in_28_days) as overturned_in_28_days
from marts.rule_actions_daily
where day >= :since and day < :until
group by date_trunc('day', day), rule_id
order by period_start, rule_id
