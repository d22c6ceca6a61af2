-- answers: of content acted on and reviewed again, blind, whether it was violating and how often it had been seen before
-- grain: one row is the views of one content on one day in one place
-- parameters: none
-- tables: enforcement_actions, content_impressions, review_decisions
-- staged: first_actions, found_views
-- trailing: 7
-- changed: actions_reviewed
-- notes: The first review after the action counts. Views up to 60 days before the action, and with its day.
with reviewed as (
    select
        first_actions.content_id,
        first_actions.actioned_at,
        case when review_decisions.is_violating then 1 else 0 end as is_violating,
        row_number() over (
            partition by first_actions.content_id order by review_decisions.decided_at, review_decisions.decision_id
        ) as turn
    from first_actions
    inner join review_decisions on first_actions.content_id = review_decisions.content_id
    where review_decisions.purpose = 'qa' and review_decisions.decided_at > first_actions.actioned_at
),
let_go as (
    select reviewed.content_id, count(*) as times
    from reviewed
    inner join review_decisions on reviewed.content_id = review_decisions.content_id
    where
        reviewed.turn = 1
        and review_decisions.purpose = 'production'
        and not review_decisions.is_violating
        and review_decisions.decided_at < reviewed.actioned_at
    group by reviewed.content_id
)
select
    found_views.action_day,
    found_views.impression_day,
    found_views.content_id,
    found_views.policy_id,
    found_views.detection_source,
    found_views.content_type,
    found_views.market,
    found_views.surface,
    max(
        case
            when let_go.times >= 10 then 3
            when let_go.times >= 3 then 2
            when let_go.times >= 1 then 1
            else 0
        end
    ) as stratum,
    max(reviewed.is_violating) as is_violating,
    sum(found_views.impressions) as impressions
from found_views
inner join reviewed on found_views.content_id = reviewed.content_id
left join let_go on found_views.content_id = let_go.content_id
where reviewed.turn = 1 and found_views.impression_day >= cast(found_views.action_day - interval 60 day as date)
group by
    found_views.action_day,
    found_views.impression_day,
    found_views.content_id,
    found_views.policy_id,
    found_views.detection_source,
    found_views.content_type,
    found_views.market,
    found_views.surface
