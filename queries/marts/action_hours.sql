-- answers: how old content was when it was acted on
-- grain: one row is the actions of one day and segment at the same age in whole hours
-- parameters: since date, until date
-- tables: enforcement_actions
-- trailing: 7
-- notes: Whole hours are put together from days and parts of the day, because databases differ in what a difference in hours is.
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
)
select
    day,
    policy_id,
    detection_source,
    market,
    content_type,
    age as hours,
    count(*) as actions
from aged
group by day, policy_id, detection_source, market, content_type, age
