-- answers: of decisions reviewed again, blind, how many the second reviewer decided otherwise
-- grain: one row per period_start (and segment, when broken down), by the day of the second review
-- parameters: since date, until date
-- tables: review_decisions, reviewers, contents
-- dimensions: policy = pairs.policy_id; market = contents.market; content_type = contents.content_type; site = reviewers.site
-- notes: The policy is the one of the first decision; a second reviewer who finds another policy decided otherwise.
with pairs as (
    select
        earlier.content_id as content_id,
        earlier.reviewer_id as reviewer_id,
        earlier.policy_id as policy_id,
        cast(again.decided_at as date) as day,
        case
            when
                earlier.is_violating = again.is_violating
                and coalesce(earlier.policy_id, '') = coalesce(again.policy_id, '')
                then 0
            else 1
        end as disagreed,
        row_number() over (
            partition by again.decision_id order by earlier.decided_at desc, earlier.decision_id
        ) as turn
    from review_decisions as again
    inner join review_decisions as earlier
        on earlier.content_id = again.content_id and earlier.decided_at <= again.decided_at
    where
        again.purpose = 'qa'
        and earlier.purpose = 'production'
        and again.decided_at >= :since and again.decided_at < :until
)
select
    date_trunc('day', pairs.day) as period_start,
    count(*) as compared,
    sum(pairs.disagreed) as disagreed
from pairs
left join reviewers on reviewers.reviewer_id = pairs.reviewer_id
left join contents on contents.content_id = pairs.content_id
where pairs.turn = 1
group by date_trunc('day', pairs.day)
order by period_start
