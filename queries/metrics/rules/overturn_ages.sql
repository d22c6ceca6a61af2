-- answers: how old actions of a rule were when they were overturned, upheld, or last looked at
-- grain: one row per rule, ending and whole days since the action
-- parameters: since date, until date, as_of date
-- tables: enforcement_actions, appeals
with appeal as (
    select
        action_id,
        min(case when outcome in ('overturned', 'partially_overturned') then decided_at end) as overturned_at,
        min(decided_at) as decided_at
    from appeals
    where decided_at < :as_of
    group by action_id
)
select
    enforcement_actions.rule_id,
    case
        when appeal.overturned_at is not null then 'overturned'
        when appeal.decided_at is not null then 'upheld'
        else 'open'
    end as ending,
    date_diff(
        'day',
        cast(enforcement_actions.actioned_at as date),
        cast(coalesce(appeal.overturned_at, appeal.decided_at, cast(:as_of as timestamp)) as date)
    ) as age_days,
    count(*) as actions
from enforcement_actions
left join appeal on enforcement_actions.action_id = appeal.action_id
where
    enforcement_actions.actioned_at >= :since
    and enforcement_actions.actioned_at < :until
    and enforcement_actions.rule_id is not null
    and not enforcement_actions.failed
group by
    enforcement_actions.rule_id,
    case
        when appeal.overturned_at is not null then 'overturned'
        when appeal.decided_at is not null then 'upheld'
        else 'open'
    end,
    date_diff(
        'day',
        cast(enforcement_actions.actioned_at as date),
        cast(coalesce(appeal.overturned_at, appeal.decided_at, cast(:as_of as timestamp)) as date)
    )
order by rule_id, ending, age_days
