-- answers: how often content was seen before it was first acted on, by how often it had been let go before
-- grain: one row per how often it had been let go: 0 never, 1 once or twice, 2 up to 9 times, 3 more often (and segment)
-- parameters: since date, until date, dimension text
-- tables: marts.let_go_impressions
-- dimensions: policy = policy_id; value
select
    stratum,
    sum(impressions) as impressions
from marts.let_go_impressions
where dimension = :dimension and day >= :since and day < :until
group by stratum
order by stratum
