-- answers: how often reviewers are right on golden items, by what they answered
-- grain: one row per right answer, answer and policy named
-- parameters: since date, until date
-- tables: review_decisions
select
    reference_is_violating,
    is_violating,
    policy_id,
    count(*) as decisions
from review_decisions
where
    purpose = 'golden'
    and reference_is_violating is not null
    and decided_at >= :since
    and decided_at < :until
group by reference_is_violating, is_violating, policy_id
order by reference_is_violating, is_violating, policy_id
