-- answers: of contents that the models of a policy scored, how many were acted on under it, by score band
-- grain: one row per score band of 0.05 (and segment), contents first scored in the period
-- parameters: since date, until date, policy text, dimension text
-- tables: marts.scored_contents
-- dimensions: value
select
    band,
    sum(contents) as items,
    sum(acted_on) as found
from marts.scored_contents
where dimension = :dimension and policy_id = :policy and day >= :since and day < :until
group by band
order by band
