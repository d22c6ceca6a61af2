-- answers: how many appeals were decided, and how many of them overturned the action
-- grain: one row per period_start (and segment, when broken down), by the day of the decision
-- parameters: since date, until date
-- tables: marts.appeals_daily
-- dimensions: policy = policy_id; detection_source; market; content_type
select
    date_trunc('day', day) as period_start,
    sum(decided) as decided_appeals,
    sum(overturned) as overturned_appeals
from marts.appeals_daily
where day >= :since and day < :until
group by date_trunc('day', day)
order by period_start
