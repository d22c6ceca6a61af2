-- answers: how long reports of a period took, or have waited so far
-- grain: one row is the reports of one day and segment that took the same share of their target
-- parameters: since date, until date, cut_off timestamp
-- tables: reports, service_levels
with items as (
    select
        cast(reports.reported_at as date) as day,
        service_levels.queue_or_severity,
        service_levels.measure,
        reports.market,
        reports.policy_id,
        service_levels.target_minutes,
        service_levels.target_share,
        reports.reported_at as opened_at,
        case
            when service_levels.measure = 'first_response' then reports.first_reviewed_at
            else reports.decided_at
        end as done_at
    from reports
    inner join service_levels
        on reports.queue = service_levels.queue_or_severity and service_levels.applies_to = 'reports'
    where
        reports.reported_at >= :since and reports.reported_at < :until
        and service_levels.measure in ('first_response', 'decision')
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
    'reports' as applies_to,
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
