-- answers: on which days marts.reviewed_impressions and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: enforcement_actions, content_impressions, review_decisions, marts.reviewed_impressions
with acted as (
    select
        content_id,
        actioned_at,
        cast(actioned_at as date) as action_day,
        row_number() over (partition by content_id order by actioned_at, action_id) as turn
    from enforcement_actions
    where not failed
),
reviewed as (
    select
        acted.content_id,
        acted.action_day,
        case when review_decisions.is_violating then 1 else 0 end as is_violating,
        row_number() over (
            partition by acted.content_id order by review_decisions.decided_at, review_decisions.decision_id
        ) as turn
    from acted
    inner join review_decisions on acted.content_id = review_decisions.content_id
    where
        acted.turn = 1
        and review_decisions.purpose = 'qa'
        and review_decisions.decided_at > acted.actioned_at
),
source as (
    select
        reviewed.action_day as sum_day,
        sum(content_impressions.impressions) as impressions,
        sum(reviewed.is_violating * content_impressions.impressions) as violating_impressions
    from content_impressions
    inner join reviewed on content_impressions.content_id = reviewed.content_id
    where
        reviewed.turn = 1
        and reviewed.action_day >= :since and reviewed.action_day < :until
        and content_impressions.day <= reviewed.action_day
        and content_impressions.day >= cast(reviewed.action_day - interval 60 day as date)
    group by reviewed.action_day
),
built as (
    select
        action_day as sum_day,
        sum(impressions) as impressions,
        sum(is_violating * impressions) as violating_impressions
    from marts.reviewed_impressions
    where action_day >= :since and action_day < :until
    group by action_day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.impressions, 0) as contract_impressions,
    coalesce(built.impressions, 0) as mart_impressions,
    coalesce(source.violating_impressions, 0) as contract_violating_impressions,
    coalesce(built.violating_impressions, 0) as mart_violating_impressions
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.impressions, 0) <> coalesce(built.impressions, 0)
    or coalesce(source.violating_impressions, 0) <> coalesce(built.violating_impressions, 0)
order by differing_day
