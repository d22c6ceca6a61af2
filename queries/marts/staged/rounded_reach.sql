-- answers: how often contents of a period's first actions had been seen before, counted by a rounded number of views
-- grain: one row is the contents of one action day, policy, source, market and kind that were seen equally often
-- parameters: none
-- tables: none
-- staged: reached
-- notes: 2 significant digits: a number of n digits is rounded to a multiple of 10^(n-2).
with sized as (
    select
        action_day,
        policy_id,
        detection_source,
        market,
        content_type,
        views,
        case
            when views <= 100 then 1
            else cast(power(10, length(cast(views as varchar)) - 2) as bigint)
        end as step
    from reached
),
rounded as (
    select
        action_day,
        policy_id,
        detection_source,
        market,
        content_type,
        views,
        cast(floor((views + step / 2.0) / nullif(step, 0)) as bigint) * step as rounded_views
    from sized
)
select
    action_day,
    policy_id,
    detection_source,
    market,
    content_type,
    rounded_views as reach,
    count(*) as contents,
    sum(views) as impressions
from rounded
group by action_day, policy_id, detection_source, market, content_type, rounded_views
