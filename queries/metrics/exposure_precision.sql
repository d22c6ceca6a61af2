-- answers: of content acted on and reviewed again, blind, how much was violating, each content weighed by its views
-- grain: one row per how often content had been let go before its action (and segment)
-- parameters: since date, until date
-- tables: marts.reviewed_impressions
-- dimensions: policy = policy_id; market; surface; content_type; detection_source
-- scoped: reviewed
-- notes: A content's views of the period and segment are added up before they are squared, so the scope is applied inside.
with reviewed as (
    select
        content_id,
        stratum,
        is_violating,
        sum(impressions) as views
    from marts.reviewed_impressions
    where
        -- Views come before the action, or on its day.
        action_day >= :since
        and impression_day >= :since and impression_day < :until
    group by content_id, stratum, is_violating
)
select
    stratum,
    count(*) as contents,
    sum(is_violating) as confirmed,
    sum(views) as impressions,
    sum(cast(views * views as decimal(38, 0))) as impressions_squared,
    sum(views * is_violating) as confirmed_impressions,
    sum(cast(views * views * is_violating as decimal(38, 0))) as confirmed_impressions_squared,
    max(views) as largest
from reviewed
where views > 0
group by stratum
order by stratum
