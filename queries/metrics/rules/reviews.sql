-- answers: what blind second reviews and production decisions say about the contents every rule hit, by what became of them
-- grain: one row per period_start of the first hit, rule and fate of the content (and segment, when broken down)
-- parameters: since date, until date
-- tables: rule_hits, rules, contents, enforcement_actions, review_decisions
-- dimensions: rule = hit.rule_id; policy = rules.policy_id; market = contents.market; content_type = contents.content_type; detection = rules.detection; rule_status = rules.status
with hit as (
    select
        rule_id,
        content_id,
        min(hit_at) as hit_at,
        min(case when is_shadow then 1 else 0 end) as is_shadow
    from rule_hits
    where hit_at >= :since and hit_at < :until
    group by rule_id, content_id
),
actioned as (
    select
        content_id,
        count(*) as actions
    from enforcement_actions
    where actioned_at >= :since
    group by content_id
),
ranked_second as (
    select
        content_id,
        is_violating,
        policy_id,
        row_number() over (partition by content_id order by decided_at, decision_id) as position
    from review_decisions
    where purpose = 'qa' and decided_at >= :since
),
second_review as (
    select content_id, is_violating, policy_id
    from ranked_second
    where position = 1
),
ranked_decision as (
    select
        hit.rule_id,
        hit.content_id,
        review_decisions.is_violating,
        review_decisions.policy_id,
        review_decisions.handle_seconds,
        row_number() over (
            partition by hit.rule_id, hit.content_id
            order by review_decisions.decided_at, review_decisions.decision_id
        ) as position
    from hit
    inner join review_decisions on hit.content_id = review_decisions.content_id
    where review_decisions.purpose = 'production' and review_decisions.decided_at >= hit.hit_at
),
decision as (
    select rule_id, content_id, is_violating, policy_id, handle_seconds
    from ranked_decision
    where position = 1
)
select
    date_trunc('day', hit.hit_at) as period_start,
    hit.rule_id,
    case
        when actioned.content_id is not null then 'acted on'
        when decision.content_id is not null then 'passed'
        else 'not reviewed'
    end as fate,
    count(*) as contents,
    count(second_review.content_id) as second_reviews,
    sum(case when second_review.is_violating and second_review.policy_id = rules.policy_id then 1 else 0 end)
        as second_confirmed,
    count(decision.content_id) as decisions,
    sum(case when decision.is_violating and decision.policy_id = rules.policy_id then 1 else 0 end)
        as decisions_confirmed,
    count(decision.handle_seconds) as timed_decisions,
    sum(coalesce(decision.handle_seconds, 0)) as handle_seconds
from hit
inner join rules on hit.rule_id = rules.rule_id
inner join contents on hit.content_id = contents.content_id
left join actioned on hit.content_id = actioned.content_id
left join second_review on hit.content_id = second_review.content_id
left join decision on hit.rule_id = decision.rule_id and hit.content_id = decision.content_id
group by
    date_trunc('day', hit.hit_at),
    hit.rule_id,
    case
        when actioned.content_id is not null then 'acted on'
        when decision.content_id is not null then 'passed'
        else 'not reviewed'
    end
order by period_start, rule_id, fate
