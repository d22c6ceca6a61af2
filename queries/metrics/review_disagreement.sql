-- answers: of decisions reviewed again, blind, how many the second reviewer decided otherwise
-- grain: one row per period_start (and segment, when broken down), by the day of the second review
-- parameters: since date, until date, dimension text
-- tables: marts.second_reviews
-- dimensions: policy = policy_id; value
-- notes: The policy is the one of the first decision; a second reviewer who finds another policy decided otherwise.
select
    date_trunc('day', day) as period_start,
    sum(compared) as compared,
    sum(disagreed) as disagreed
from marts.second_reviews
where dimension = :dimension and day >= :since and day < :until
group by date_trunc('day', day)
order by period_start
