-- answers: what became of the contents that rules hit in a period, and what reviewers said of them
-- grain: one row is the contents of one day, rule, market, kind and fate
-- parameters: since date, until date
-- tables: rules, enforcement_actions, review_decisions
-- staged: first_hits
-- notes: What happens later than 90 days after the hit does not count, so that a day is finished then and months can be
-- compared. Second reviews are drawn from actions and decisions, also of those before the hit and those that failed.
with actioned as (
    select distinct
        first_hits.rule_id,
        first_hits.content_id,
        first_hits.hit_at
    from first_hits
    inner join enforcement_actions on first_hits.content_id = enforcement_actions.content_id
    where
        enforcement_actions.actioned_at >= cast(cast(:since as date) - interval 90 day as date)
        and enforcement_actions.actioned_at < cast(cast(:until as date) + interval 90 day as date)
        and enforcement_actions.actioned_at >= first_hits.hit_at - interval 90 day
        and enforcement_actions.actioned_at < first_hits.hit_at + interval 90 day
),
ranked as (
    select
        first_hits.rule_id,
        first_hits.content_id,
        first_hits.hit_at,
        review_decisions.purpose,
        review_decisions.is_violating,
        review_decisions.policy_id,
        review_decisions.handle_seconds,
        row_number() over (
            partition by first_hits.rule_id, first_hits.content_id, first_hits.hit_at, review_decisions.purpose
            order by review_decisions.decided_at, review_decisions.decision_id
        ) as turn
    from first_hits
    inner join review_decisions on first_hits.content_id = review_decisions.content_id
    where
        review_decisions.decided_at >= cast(cast(:since as date) - interval 90 day as date)
        and review_decisions.decided_at < cast(cast(:until as date) + interval 90 day as date)
        and review_decisions.decided_at < first_hits.hit_at + interval 90 day
        and (
            (review_decisions.purpose = 'production' and review_decisions.decided_at >= first_hits.hit_at)
            or (review_decisions.purpose = 'qa' and review_decisions.decided_at >= first_hits.hit_at - interval 90 day)
        )
),
judged as (
    select
        cast(first_hits.hit_at as date) as day,
        first_hits.rule_id,
        first_hits.market,
        first_hits.content_type,
        case
            when actioned.content_id is not null then 'acted on'
            when decision.content_id is not null then 'passed'
            else 'not reviewed'
        end as fate,
        case when second_review.content_id is null then 0 else 1 end as is_reviewed_again,
        case when second_review.is_violating and second_review.policy_id = rules.policy_id then 1 else 0 end
            as is_confirmed_again,
        case when decision.content_id is null then 0 else 1 end as is_decided,
        case when decision.is_violating and decision.policy_id = rules.policy_id then 1 else 0 end as is_confirmed,
        decision.handle_seconds
    from first_hits
    inner join rules on first_hits.rule_id = rules.rule_id
    left join actioned
        on
            first_hits.rule_id = actioned.rule_id and first_hits.content_id = actioned.content_id
            and first_hits.hit_at = actioned.hit_at
    left join ranked as second_review
        on
            first_hits.rule_id = second_review.rule_id and first_hits.content_id = second_review.content_id
            and first_hits.hit_at = second_review.hit_at and second_review.purpose = 'qa' and second_review.turn = 1
    left join ranked as decision
        on
            first_hits.rule_id = decision.rule_id and first_hits.content_id = decision.content_id
            and first_hits.hit_at = decision.hit_at and decision.purpose = 'production' and decision.turn = 1
)
select
    day,
    rule_id,
    market,
    content_type,
    fate,
    count(*) as contents,
    sum(is_reviewed_again) as second_reviews,
    sum(is_confirmed_again) as second_confirmed,
    sum(is_decided) as decisions,
    sum(is_confirmed) as decisions_confirmed,
    count(handle_seconds) as timed_decisions,
    coalesce(sum(cast(handle_seconds as decimal(38, 10))), cast(0 as decimal(38, 10))) as handle_seconds
from judged
group by day, rule_id, market, content_type, fate
