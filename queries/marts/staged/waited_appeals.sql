-- answers: how long appeals of a period took, or have waited so far
-- grain: one row is the appeals of one day and segment that took the same share of their target
-- parameters: since date, until date, cut_off timestamp
-- tables: appeals, enforcement_actions, service_levels
-- notes: Appeals have no queue in the contract: a promise about appeals holds for all of them. An appeal of an unknown action is kept.
with items as (
    select
        cast(appeals.filed_at as date) as day,
        service_levels.queue_or_severity,
        service_levels.measure,
        coalesce(enforcement_actions.market, 'ZZ') as market,
        enforcement_actions.policy_id,
        service_levels.target_minutes,
        service_levels.target_share,
        appeals.filed_at as opened_at,
        appeals.decided_at as done_at
    from appeals
    inner join service_levels
        on service_levels.applies_to = 'appeals'
    left join enforcement_actions on appeals.action_id = enforcement_actions.action_id
    where
        appeals.filed_at >= :since and appeals.filed_at < :until
        and service_levels.measure in ('decision', 'resolution')
),
ended as (
    select items.*, coalesce(done_at, cast(:cut_off as timestamp)) as ended_at from items
),
waited as (
    select
        ended.*,
        86400 * date_diff('day', cast(opened_at as date), cast(ended_at as date))
        + 3600 * (extract(hour from ended_at) - extract(hour from opened_at))
        + 60 * (extract(minute from ended_at) - extract(minute from opened_at))
        + extract(second from ended_at) - extract(second from opened_at) as waited_s
    from ended
),
shares as (
    select
        waited.*,
        case
            when waited_s > 60 * target_minutes then 20
            when waited_s = 60 * target_minutes then 19
            when waited_s < 0 then 0
            else cast(floor(20.0 * waited_s / nullif(60 * target_minutes, 0)) as bigint)
        end as passed
    from waited
)
select
    day,
    'appeals' as applies_to,
    queue_or_severity,
    measure,
    market,
    policy_id,
    target_minutes,
    target_share,
    passed as twentieth,
    done_at is not null as is_done,
    count(*) as items
from shares
group by
    day, queue_or_severity, measure, market, policy_id, target_minutes, target_share, passed, done_at is not null
