-- answers: what the label sample of a day found, for the anomaly scan
-- grain: one row per day (and policy, when broken down; NULL is benign or not yet labelled)
-- parameters: since date, until date
-- tables: marts.label_sums
-- dimensions: policy = policy_id
select
    day,
    sum(labels) as labels,
    sum(weight) as weight,
    sum(positive_weight) as positive_weight,
    sum(positive_weight_squared) as positive_weight_squared
from marts.label_sums
where day >= :since and day < :until
group by day
order by day
