-- answers: how often content was seen before its first action, by the day of the view and how often it had been let go
-- grain: one row is the views of one day, for one policy, one value of one dimension and one stratum
-- parameters: since date, until date
-- tables: content_impressions, enforcement_actions, review_decisions
-- trailing: 63
-- changed: seen_before_action
-- notes: Views up to 60 days before the action, and with its day; what is acted on later counts as not found.
with ranked as (
    select
        content_id,
        policy_id,
        content_type,
        detection_source,
        actioned_at,
        cast(actioned_at as date) as action_day,
        row_number() over (partition by content_id order by actioned_at, action_id) as turn
    from enforcement_actions
    where
        actioned_at >= :since
        and actioned_at < cast(cast(:until as date) + interval 60 day as timestamp)
        and not failed
),
acted_on_before as (
    select distinct content_id
    from enforcement_actions
    where actioned_at < :since and not failed and content_id in (select content_id from ranked)
),
acted as (
    select ranked.content_id, ranked.policy_id, ranked.content_type, ranked.detection_source, ranked.actioned_at,
        ranked.action_day
    from ranked
    left join acted_on_before on ranked.content_id = acted_on_before.content_id
    where ranked.turn = 1 and acted_on_before.content_id is null
),
let_go as (
    select acted.content_id, count(*) as times
    from acted
    inner join review_decisions on acted.content_id = review_decisions.content_id
    where
        review_decisions.purpose = 'production'
        and not review_decisions.is_violating
        and review_decisions.decided_at < acted.actioned_at
    group by acted.content_id
),
places as (
    select
        content_impressions.day,
        acted.policy_id,
        acted.content_type,
        acted.detection_source,
        content_impressions.market,
        content_impressions.surface,
        case
            when let_go.times >= 10 then 3
            when let_go.times >= 3 then 2
            when let_go.times >= 1 then 1
            else 0
        end as stratum,
        sum(content_impressions.impressions) as views
    from content_impressions
    inner join acted on content_impressions.content_id = acted.content_id
    left join let_go on content_impressions.content_id = let_go.content_id
    where
        content_impressions.day >= :since and content_impressions.day < :until
        and content_impressions.day <= acted.action_day
        and content_impressions.day >= cast(acted.action_day - interval 60 day as date)
    group by
        content_impressions.day,
        acted.policy_id,
        acted.content_type,
        acted.detection_source,
        content_impressions.market,
        content_impressions.surface,
        case
            when let_go.times >= 10 then 3
            when let_go.times >= 3 then 2
            when let_go.times >= 1 then 1
            else 0
        end
),
dimensions as (
    select 'all' as dimension
    union all
    select 'market' as dimension
    union all
    select 'surface' as dimension
    union all
    select 'content_type' as dimension
    union all
    select 'detection_source' as dimension
),
valued as (
    select
        places.day,
        dimensions.dimension,
        case dimensions.dimension
            when 'market' then places.market
            when 'surface' then places.surface
            when 'content_type' then places.content_type
            when 'detection_source' then places.detection_source
            else 'all'
        end as value,
        places.policy_id,
        places.stratum,
        places.views
    from places
    cross join dimensions
)
select day, dimension, value, policy_id, stratum, sum(views) as impressions
from valued
group by day, dimension, value, policy_id, stratum
