-- answers: which actions rules led to, and how their appeals ended
-- grain: one row is the actions of one day, rule and segment whose appeals ended alike
-- parameters: since date, until date
-- tables: enforcement_actions, appeals
with done as (
    select action_id, actioned_at, rule_id, policy_id, market, content_type
    from enforcement_actions
    where actioned_at >= :since and actioned_at < :until and rule_id is not null and not failed
),
appeal as (
    select
        action_id,
        min(case when outcome in ('overturned', 'partially_overturned') then decided_at end) as overturned_at,
        min(decided_at) as decided_at
    from appeals
    where action_id in (select action_id from done)
    group by action_id
),
ended as (
    select
        cast(done.actioned_at as date) as day,
        done.rule_id,
        done.policy_id,
        done.market,
        done.content_type,
        cast(appeal.decided_at as date) as decided_day,
        cast(appeal.overturned_at as date) as overturned_day,
        case when appeal.action_id is null then 0 else 1 end as is_appealed,
        case when appeal.overturned_at < done.actioned_at + interval 28 day then 1 else 0 end as is_overturned_soon
    from done
    left join appeal on done.action_id = appeal.action_id
)
select
    day,
    rule_id,
    policy_id,
    market,
    content_type,
    decided_day,
    overturned_day,
    count(*) as actions,
    sum(is_appealed) as appealed,
    sum(is_overturned_soon) as overturned_in_28_days
from ended
group by day, rule_id, policy_id, market, content_type, decided_day, overturned_day
