-- answers: of contents that the models of a policy scored and a reviewer decided on, how many were found to violate it
-- grain: one row per score band of 0.05 (and segment), by the day of the decision
-- parameters: since date, until date, policy text, dimension text
-- tables: marts.scored_decisions
-- dimensions: value
select
    band,
    sum(decisions) as items,
    sum(violating) as found
from marts.scored_decisions
where dimension = :dimension and policy_id = :policy and day >= :since and day < :until
group by band
order by band
