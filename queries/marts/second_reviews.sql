-- answers: of decisions reviewed again, blind, how many the second reviewer decided otherwise
-- grain: one row is the second reviews of one day, for one policy and one value of one dimension
-- parameters: since date, until date
-- tables: review_decisions, reviewers, contents
-- trailing: 7
-- notes: The newest decision before the second review is the one compared; its policy and its reviewer's site count. A second
-- reviewer who finds another policy decided otherwise.
with pairs as (
    select
        earlier.content_id,
        earlier.reviewer_id,
        earlier.policy_id,
        cast(again.decided_at as date) as day,
        case
            when
                earlier.is_violating = again.is_violating
                and coalesce(earlier.policy_id, '') = coalesce(again.policy_id, '')
                then 0
            else 1
        end as is_otherwise,
        row_number() over (
            partition by again.decision_id order by earlier.decided_at desc, earlier.decision_id
        ) as turn
    from review_decisions as again
    inner join review_decisions as earlier
        on again.content_id = earlier.content_id and earlier.decided_at <= again.decided_at
    where
        again.purpose = 'qa'
        and earlier.purpose = 'production'
        and again.decided_at >= :since and again.decided_at < :until
),
dimensions as (
    select 'all' as dimension
    union all
    select 'site' as dimension
    union all
    select 'market' as dimension
    union all
    select 'content_type' as dimension
),
valued as (
    select
        pairs.day,
        dimensions.dimension,
        case dimensions.dimension
            when 'site' then reviewers.site
            when 'market' then contents.market
            when 'content_type' then contents.content_type
            else 'all'
        end as value,
        pairs.policy_id,
        pairs.is_otherwise
    from pairs
    left join reviewers on pairs.reviewer_id = reviewers.reviewer_id
    left join contents on pairs.content_id = contents.content_id
    cross join dimensions
    where pairs.turn = 1
)
select
    day,
    dimension,
    value,
    policy_id,
    count(*) as compared,
    sum(is_otherwise) as disagreed
from valued
group by day, dimension, value, policy_id
