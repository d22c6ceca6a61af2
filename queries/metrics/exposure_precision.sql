-- answers: of content acted on and reviewed again, blind, whether it was violating and how often it had been seen
-- grain: one row per content reviewed again and how often it had been let go before its action (and segment)
-- parameters: since date, until date, horizon integer
-- tables: review_decisions, enforcement_actions, content_impressions
-- dimensions: policy = policy_id; market; surface; content_type; detection_source
-- notes: Reads the contract, since marts hold no contents: one pass over the views of the period, joined to the reviewed few.
with reviewed as (
    select content_id, is_violating, decided_at, decision_id
    from review_decisions
    where purpose = 'qa'
),
acted as (
    select
        content_id,
        policy_id,
        content_type,
        detection_source,
        actioned_at,
        row_number() over (partition by content_id order by actioned_at, action_id) as turn
    from enforcement_actions
    where not failed and content_id in (select content_id from reviewed)
),
let_go as (
    select acted.content_id, count(*) as times
    from acted
    inner join review_decisions as decisions on decisions.content_id = acted.content_id
    where
        acted.turn = 1
        and decisions.purpose = 'production' and not decisions.is_violating
        and decisions.decided_at < acted.actioned_at
    group by acted.content_id
),
judged as (
    select
        acted.content_id,
        acted.policy_id,
        acted.content_type,
        acted.detection_source,
        cast(acted.actioned_at as date) as action_day,
        case when reviewed.is_violating then 1 else 0 end as is_violating,
        row_number() over (partition by acted.content_id order by reviewed.decided_at, reviewed.decision_id) as review
    from acted
    inner join reviewed on reviewed.content_id = acted.content_id and reviewed.decided_at > acted.actioned_at
    where acted.turn = 1
),
views as (
    select
        judged.content_id as reviewed_content,
        judged.is_violating,
        judged.policy_id,
        judged.content_type,
        judged.detection_source,
        seen.market,
        seen.surface,
        case
            when let_go.times >= 10 then 3
            when let_go.times >= 3 then 2
            when let_go.times >= 1 then 1
            else 0
        end as stratum,
        seen.impressions
    from content_impressions as seen
    inner join judged on judged.content_id = seen.content_id
    left join let_go on let_go.content_id = seen.content_id
    where
        judged.review = 1
        and seen.day >= :since and seen.day < :until
        and seen.day <= judged.action_day
        and date_diff('day', seen.day, judged.action_day) <= :horizon
)
select
    reviewed_content,
    stratum,
    max(is_violating) as confirmed,
    sum(impressions) as impressions
from views
group by reviewed_content, stratum
order by reviewed_content
