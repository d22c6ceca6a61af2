-- answers: of contents that the models of a policy scored and a reviewer decided on, how many were found to violate it
-- grain: one row per score band of 0.05 (and segment), by the day of the decision
-- parameters: since date, until date, policy text
-- tables: review_decisions, rule_hits, rules, contents, reviewers
-- dimensions: market = contents.market; content_type = contents.content_type; site = reviewers.site
with scored as (
    select hits.content_id as content_id, max(hits.score) as score
    from rule_hits as hits
    inner join rules on rules.rule_id = hits.rule_id
    where rules.policy_id = :policy and hits.score is not null
    group by hits.content_id
)
select
    floor(scored.score * 20) / 20 as band,
    count(*) as items,
    sum(case when decided.is_violating and decided.policy_id = :policy then 1 else 0 end) as found
from review_decisions as decided
inner join scored on scored.content_id = decided.content_id
left join contents on contents.content_id = decided.content_id
left join reviewers on reviewers.reviewer_id = decided.reviewer_id
where
    decided.purpose = 'production'
    and decided.decided_at >= :since and decided.decided_at < :until
group by floor(scored.score * 20) / 20
order by band
