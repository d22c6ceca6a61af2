-- answers: how often contents had been seen when they were first acted on, as counts of contents seen equally often
-- grain: one row per period_start, number of views (and segment, when broken down)
-- parameters: since date, until date
-- tables: marts.reach
-- dimensions: policy = policy_id; detection_source; market; content_type
select
    date_trunc('day', action_day) as period_start,
    reach as views,
    sum(contents) as contents,
    sum(impressions) as impressions
from marts.reach
where action_day >= :since and action_day < :until
group by date_trunc('day', action_day), reach
order by period_start, views
