-- answers: of contents that the models of a policy scored and a reviewer decided on, how many were found to violate it
-- grain: one row is the decisions of one day on contents scored for one policy, of one value of one dimension, in one score band
-- parameters: since date, until date
-- tables: review_decisions, rule_hits, rules, contents, reviewers
-- trailing: 7
-- changed: scored_decisions
-- notes: A decision counts for each policy whose rules scored the content, with their highest score so far.
with decided as (
    select content_id, reviewer_id, policy_id, is_violating, cast(decided_at as date) as day
    from review_decisions
    where purpose = 'production' and decided_at >= :since and decided_at < :until
),
scored as (
    select hits.content_id, rules.policy_id, max(hits.score) as score
    from rule_hits as hits
    inner join rules on hits.rule_id = rules.rule_id
    where hits.score is not null and hits.content_id in (select content_id from decided)
    group by hits.content_id, rules.policy_id
),
dimensions as (
    select 'site' as dimension
    union all
    select 'market' as dimension
    union all
    select 'content_type' as dimension
),
valued as (
    select
        decided.day,
        scored.policy_id,
        dimensions.dimension,
        case dimensions.dimension
            when 'site' then reviewers.site
            when 'market' then contents.market
            else contents.content_type
        end as value,
        floor(scored.score * 20) / 20 as band,
        case when decided.is_violating and decided.policy_id = scored.policy_id then 1 else 0 end as is_found
    from decided
    inner join scored on decided.content_id = scored.content_id
    left join contents on decided.content_id = contents.content_id
    left join reviewers on decided.reviewer_id = reviewers.reviewer_id
    cross join dimensions
)
select
    day,
    policy_id,
    dimension,
    value,
    band,
    count(*) as decisions,
    sum(is_found) as violating
from valued
group by day, policy_id, dimension, value, band
