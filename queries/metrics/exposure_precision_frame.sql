-- answers: how often content was seen before it was first acted on, by how often it had been let go before
-- grain: one row per how often it had been let go: 0 never, 1 once or twice, 2 up to 9 times, 3 more often (and segment)
-- parameters: since date, until date, horizon integer
-- tables: enforcement_actions, review_decisions, content_impressions
-- dimensions: policy = policy_id; market; surface; content_type; detection_source
-- notes: Reads the contract, since marts hold no contents: one pass over the views of the period, joined to the actions.
with lately as (
    select content_id
    from enforcement_actions
    where
        not failed
        and actioned_at >= :since
        and date_diff('day', cast(:until as date), cast(actioned_at as date)) <= :horizon
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
    where not failed and content_id in (select content_id from lately)
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
views as (
    select
        acted.policy_id,
        acted.content_type,
        acted.detection_source,
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
    inner join acted on acted.content_id = seen.content_id
    left join let_go on let_go.content_id = seen.content_id
    where
        acted.turn = 1
        and seen.day >= :since and seen.day < :until
        and seen.day <= cast(acted.actioned_at as date)
        and date_diff('day', seen.day, cast(acted.actioned_at as date)) <= :horizon
)
select
    stratum,
    sum(impressions) as impressions
from views
group by stratum
order by stratum
