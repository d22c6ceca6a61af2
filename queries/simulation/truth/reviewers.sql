-- answers: how often each reviewer was right
-- grain: one reviewer
-- parameters: none
-- tables: staged, review_decisions, truth.contents
-- dialect: duckdb; `staged` is a registered Arrow table
insert into truth.reviewers
with judged as (
    select
        decisions.reviewer_id,
        count(*) filter (where decisions.is_violating and contents.is_violating) as true_positives,
        count(*) filter (where not decisions.is_violating and contents.is_violating) as false_negatives,
        count(*) filter (where decisions.is_violating and not contents.is_violating) as false_positives,
        count(*) filter (where not decisions.is_violating and not contents.is_violating) as true_negatives
    from review_decisions as decisions
    inner join truth.contents as contents on decisions.content_id = contents.content_id
    where decisions.purpose in ('production', 'qa')
    group by decisions.reviewer_id
)
select
    staged.*,
    coalesce(judged.true_positives, 0) as true_positives,
    coalesce(judged.false_negatives, 0) as false_negatives,
    coalesce(judged.false_positives, 0) as false_positives,
    coalesce(judged.true_negatives, 0) as true_negatives
from staged
left join judged on staged.reviewer_id = judged.reviewer_id
order by staged.reviewer_id
