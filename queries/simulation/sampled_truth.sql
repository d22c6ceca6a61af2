-- answers: what is true of the sampled contents
-- grain: one sampled view, in the order of the draws
-- parameters: none
-- tables: sampled, truth.contents
-- dialect: duckdb; `sampled` is a registered Arrow table
select
    contents.policy_id,
    contents.is_violating,
    contents.model_score,
    contents.difficulty
from sampled
inner join truth.contents as contents on contents.content_id = sampled.content_id
order by sampled.position
