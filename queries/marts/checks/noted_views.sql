-- answers: on which days marts.noted_views and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: content_impressions, prevalence_labels, rule_hits, marts.noted_views
with drawn as (
    select
        content_id,
        min(day) as drawn_day,
        min(case when is_violating then cast(coalesce(labelled_at, day) as date) end) as labelled_day
    from prevalence_labels
    group by content_id
),
hit as (
    select
        content_id,
        min(cast(hit_at as date)) as hit_day
    from rule_hits
    where content_id in (select drawn.content_id from drawn)
    group by content_id
),
noted as (
    select
        drawn.content_id,
        drawn.drawn_day,
        case
            when hit.hit_day is null or drawn.labelled_day < hit.hit_day then drawn.labelled_day
            else hit.hit_day
        end as noted_day
    from drawn
    left join hit on drawn.content_id = hit.content_id
    where drawn.labelled_day is not null or hit.hit_day is not null
),
source as (
    select
        content_impressions.day as sum_day,
        sum(content_impressions.impressions) as impressions
    from content_impressions
    inner join noted on content_impressions.content_id = noted.content_id
    where
        content_impressions.day >= :since and content_impressions.day < :until
        and content_impressions.day >= cast(noted.drawn_day - interval 90 day as date)
        and content_impressions.day >= cast(noted.noted_day - interval 90 day as date)
    group by content_impressions.day
),
built as (
    select
        day as sum_day,
        sum(impressions) as impressions
    from marts.noted_views
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.impressions, 0) as contract_impressions,
    coalesce(built.impressions, 0) as mart_impressions
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.impressions, 0) <> coalesce(built.impressions, 0)
order by differing_day
