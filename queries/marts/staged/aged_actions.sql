-- answers: how old content was when it was acted on in a period
-- grain: one row is the actions of one day and segment at the same age
-- parameters: since date, until date
-- tables: enforcement_actions
-- notes: Whole hours are put together from days and parts of the day, because databases differ in what a difference in hours is.
-- Ages of 100 hours and more are rounded down: to 10 hours, from 1,000 on to 100, from 10,000 on to 1,000.
with aged as (
    select
        cast(actioned_at as date) as day,
        policy_id,
        detection_source,
        market,
        content_type,
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
    day,
    policy_id,
    detection_source,
    market,
    content_type,
    hours,
    count(*) as actions
from binned
group by day, policy_id, detection_source, market, content_type, hours
