-- answers: how often content was seen that was acted on within so many days, for the anomaly scan
-- grain: one row per day of the view (and policy or value of the dimension, when broken down)
-- parameters: since date, until date, dimension text, horizon integer
-- tables: marts.found_impressions
-- dimensions: policy = policy_id; value
select
    impression_day as day,
    sum(impressions) as unwanted
from marts.found_impressions
where
    dimension = :dimension
    and impression_day >= :since and impression_day < :until
    and date_diff('day', impression_day, action_day) <= :horizon
group by impression_day
order by day
