-- answers: what a rule's hits are worth by logged score, enough to move its threshold without asking again
-- grain: one row per score bin and fate of the content
-- parameters: rule_id text, since date, until date, bins integer
-- tables: rule_hits, rules, enforcement_actions, review_decisions, prevalence_labels
with hit as (
    select
        rule_hits.content_id,
        min(rule_hits.hit_at) as hit_at,
        max(rule_hits.score) as score,
        min(rules.policy_id) as policy_id
    from rule_hits
    inner join rules on rule_hits.rule_id = rules.rule_id
    where
        rule_hits.rule_id = :rule_id
        and rule_hits.hit_at >= :since
        and rule_hits.hit_at < :until
        and rule_hits.score is not null
    group by rule_hits.content_id
),
extent as (
    select
        min(score) as lowest,
        max(score) as highest
    from hit
),
actioned as (
    select content_id
    from enforcement_actions
    where actioned_at >= :since and content_id in (select hit.content_id from hit)
    group by content_id
),
ranked_second as (
    select
        content_id,
        is_violating,
        policy_id,
        row_number() over (partition by content_id order by decided_at, decision_id) as position
    from review_decisions
    where purpose = 'qa' and decided_at >= :since and content_id in (select hit.content_id from hit)
),
second_review as (
    select content_id, is_violating, policy_id
    from ranked_second
    where position = 1
),
ranked_decision as (
    select
        hit.content_id,
        review_decisions.handle_seconds,
        row_number() over (
            partition by hit.content_id
            order by review_decisions.decided_at, review_decisions.decision_id
        ) as position
    from hit
    inner join review_decisions on hit.content_id = review_decisions.content_id
    where review_decisions.purpose = 'production' and review_decisions.decided_at >= hit.hit_at
),
decision as (
    select content_id, handle_seconds
    from ranked_decision
    where position = 1
),
caught as (
    select
        prevalence_labels.content_id,
        sum(1.0 / nullif(prevalence_labels.inclusion_probability, 0)) as weight
    from prevalence_labels
    inner join hit
        on prevalence_labels.content_id = hit.content_id
        and prevalence_labels.policy_id = hit.policy_id
    where prevalence_labels.day >= :since and prevalence_labels.day < :until and prevalence_labels.is_violating
    group by prevalence_labels.content_id
),
placed as (
    select
        hit.content_id,
        hit.policy_id,
        extent.lowest,
        extent.highest,
        case
            when extent.highest = extent.lowest then 0
            when hit.score = extent.highest then cast(:bins as integer) - 1
            else cast(floor((hit.score - extent.lowest) * :bins / nullif(extent.highest - extent.lowest, 0)) as integer)
        end as bin
    from hit
    cross join extent
)
select
    placed.bin,
    case
        when actioned.content_id is not null then 'acted on'
        when decision.content_id is not null then 'passed'
        else 'not reviewed'
    end as fate,
    min(placed.lowest) as lowest,
    min(placed.highest) as highest,
    count(*) as contents,
    count(second_review.content_id) as second_reviews,
    sum(case when second_review.is_violating and second_review.policy_id = placed.policy_id then 1 else 0 end)
        as second_confirmed,
    count(decision.handle_seconds) as timed_decisions,
    sum(coalesce(decision.handle_seconds, 0)) as handle_seconds,
    sum(coalesce(caught.weight, 0)) as caught_weight,
    sum(coalesce(caught.weight * caught.weight, 0)) as caught_squares
from placed
left join actioned on placed.content_id = actioned.content_id
left join second_review on placed.content_id = second_review.content_id
left join decision on placed.content_id = decision.content_id
left join caught on placed.content_id = caught.content_id
group by
    placed.bin,
    case
        when actioned.content_id is not null then 'acted on'
        when decision.content_id is not null then 'passed'
        else 'not reviewed'
    end
order by bin, fate
