-- answers: of contents that the models of a policy scored, how many were acted on under it, by score band
-- grain: one row is the contents first scored on one day for one policy, of one value of one dimension, in one score band
-- parameters: since date, until date
-- tables: rule_hits, rules, contents, enforcement_actions
-- trailing: 7
-- changed: scored_contents
-- notes: A content counts once for a policy, on the day its rules first scored it, with their highest score so far.
with fresh as (
    select distinct content_id
    from rule_hits
    where score is not null and hit_at >= :since and hit_at < :until
),
scored as (
    select
        hits.content_id,
        rules.policy_id,
        cast(min(hits.hit_at) as date) as day,
        max(hits.score) as score
    from rule_hits as hits
    inner join rules on hits.rule_id = rules.rule_id
    where hits.score is not null and hits.content_id in (select content_id from fresh)
    group by hits.content_id, rules.policy_id
),
acted as (
    select distinct content_id, policy_id
    from enforcement_actions
    where not failed and content_id in (select content_id from fresh)
),
dimensions as (
    select 'market' as dimension
    union all
    select 'content_type' as dimension
),
valued as (
    select
        scored.day,
        scored.policy_id,
        dimensions.dimension,
        case dimensions.dimension when 'market' then contents.market else contents.content_type end as value,
        floor(scored.score * 20) / 20 as band,
        case when acted.content_id is null then 0 else 1 end as is_acted_on
    from scored
    left join contents on scored.content_id = contents.content_id
    left join acted on scored.content_id = acted.content_id and scored.policy_id = acted.policy_id
    cross join dimensions
    where scored.day >= :since and scored.day < :until
)
select
    day,
    policy_id,
    dimension,
    value,
    band,
    count(*) as contents,
    sum(is_acted_on) as acted_on
from valued
group by day, policy_id, dimension, value, band
