-- answers: why sampled violating views were seen: what had become of the content by the day of the view
-- grain: one row is the violating draws of one day, stratum, place, kind of content and policy with the same reason
-- parameters: since date, until date
-- tables: prevalence_labels, enforcement_actions, review_decisions, reports
-- trailing: 45
-- changed: label_reasons
-- notes: Draws, weights and sums as in label_sums; a draw without a weight is left out.
with drawn as (
    select
        day,
        stratum,
        content_id,
        market,
        surface,
        content_type,
        policy_id,
        is_violating,
        inclusion_probability,
        row_number() over (partition by day, sample_id order by labelled_at nulls last, policy_id, stratum) as copy
    from prevalence_labels
    where day >= :since and day < :until
),
violating as (
    select
        day,
        stratum,
        content_id,
        market,
        surface,
        content_type,
        policy_id,
        1.0 / nullif(inclusion_probability, 0) as draw_weight
    from drawn
    where
        copy = 1
        and is_violating and inclusion_probability >= 0.000000000001 and inclusion_probability <= 1
),
acted as (
    select
        content_id,
        cast(actioned_at as date) as action_day,
        cast(coalesce(detected_at, actioned_at) as date) as detection_day,
        cast(reversed_at as date) as reversal_day,
        row_number() over (partition by content_id order by actioned_at, action_id) as turn
    from enforcement_actions
    where not failed and content_id in (select content_id from violating)
),
passed as (
    select content_id, min(cast(decided_at as date)) as pass_day
    from (
        select content_id, decided_at
        from review_decisions
        where purpose = 'production' and not is_violating
        union all
        select content_id, decided_at
        from reports
        where decision = 'no_action' and decided_at is not null
    ) as decisions
    where content_id in (select content_id from violating)
    group by content_id
),
linked as (
    select
        violating.day,
        violating.stratum,
        violating.market,
        violating.surface,
        violating.content_type,
        violating.policy_id,
        violating.draw_weight,
        case when violating.day <= acted.action_day then 'yes' else 'no' end as is_found,
        case
            when violating.day > acted.action_day and violating.day > acted.reversal_day then 'wrong_decision'
            when violating.day > acted.action_day then 'left_up'
            when violating.day > passed.pass_day then 'wrong_decision'
            when acted.action_day is null then 'never_found'
            when violating.day > acted.detection_day then 'waiting'
            else 'before_detection'
        end as why
    from violating
    left join acted on violating.content_id = acted.content_id and acted.turn = 1
    left join passed on violating.content_id = passed.content_id
)
select
    day,
    stratum,
    market,
    surface,
    content_type,
    policy_id,
    why,
    is_found,
    count(*) as positives,
    sum(cast(draw_weight as decimal(38, 10))) as positive_weight,
    sum(cast(draw_weight * draw_weight as decimal(38, 10))) as positive_weight_squared,
    max(draw_weight) as largest_weight
from linked
group by day, stratum, market, surface, content_type, policy_id, why, is_found
