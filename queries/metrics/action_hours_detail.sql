-- answers: how long it took from the creation of content to the action, for break-downs that marts.action_hours does not hold
-- grain: one row per period_start (and segment, when broken down) and hours since creation; -1 is a negative time
-- parameters: since date, until date
-- tables: enforcement_actions
-- dimensions: policy = policy_id; action_type; detection_source; automated_detection = case when automated_detection then 'yes' else 'no' end; automated_decision; decision_ground; market; content_type
with aged as (
    select
        actioned_at,
        policy_id,
        action_type,
        detection_source,
        automated_detection,
        automated_decision,
        decision_ground,
        market,
        content_type,
        -- Counted and rounded as in queries/marts/staged/aged_actions.sql; a test compares the two.
        case
            when actioned_at < content_created_at then -1
            else
                24 * date_diff('day', cast(content_created_at as date), cast(actioned_at as date))
                + extract(hour from actioned_at) - extract(hour from content_created_at)
                - case
                    when
                        60 * extract(minute from actioned_at) + extract(second from actioned_at)
                        < 60 * extract(minute from content_created_at) + extract(second from content_created_at)
                        then 1
                    else 0
                end
        end as age
    from enforcement_actions
    where
        actioned_at >= :since and actioned_at < :until and not failed and content_created_at is not null
),
sized as (
    select
        aged.*,
        case
            when age < 100 then 1
            when age < 1000 then 10
            when age < 10000 then 100
            else 1000
        end as width
    from aged
),
binned as (
    select
        sized.*,
        cast(floor(age / nullif(width, 0)) as bigint) * width as hours
    from sized
)
select
    date_trunc('day', actioned_at) as period_start,
    hours,
    count(*) as actions
from binned
where hours is not null
group by date_trunc('day', actioned_at), hours
order by period_start, hours
