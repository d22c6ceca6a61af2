-- answers: how many actions of every rule were appealed and overturned, soon and at all
-- grain: one row per period_start of the action and rule (and segment, when broken down)
-- parameters: since date, until date
-- tables: enforcement_actions, appeals
-- dimensions: rule = enforcement_actions.rule_id; policy = enforcement_actions.policy_id; market = enforcement_actions.market; content_type = enforcement_actions.content_type
with appeal as (
    select
        action_id,
        min(case when outcome in ('overturned', 'partially_overturned') then decided_at end) as overturned_at,
        min(decided_at) as decided_at
    from appeals
    group by action_id
)
select
    date_trunc('day', enforcement_actions.actioned_at) as period_start,
    enforcement_actions.rule_id,
    count(*) as actions,
    count(appeal.action_id) as appealed,
    count(appeal.decided_at) as decided,
    count(appeal.overturned_at) as overturned,
    sum(
        case when appeal.overturned_at < enforcement_actions.actioned_at + interval 28 day then 1 else 0 end
    ) as overturned_in_28_days
from enforcement_actions
left join appeal on enforcement_actions.action_id = appeal.action_id
where
    enforcement_actions.actioned_at >= :since
    and enforcement_actions.actioned_at < :until
    and enforcement_actions.rule_id is not null
    and not enforcement_actions.failed
group by date_trunc('day', enforcement_actions.actioned_at), enforcement_actions.rule_id
order by period_start, rule_id
