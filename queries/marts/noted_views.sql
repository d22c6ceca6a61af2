-- answers: how often contents of the label sample that violate or that a rule hit were seen
-- grain: one row is the views of one content on one day
-- parameters: since date, until date
-- tables: content_impressions, prevalence_labels, rule_hits
-- trailing: 92
-- notes: Views up to 90 days before it was known that a content was drawn and violates or was hit, and all since. What
-- is known later changes no older day, so that a day is finished after 90.
with drawn as (
    select
        content_id,
        min(day) as drawn_day,
        min(case when is_violating then cast(coalesce(labelled_at, day) as date) end) as labelled_day
    from prevalence_labels
    where day < cast(cast(:until as date) + interval 90 day as date)
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
)
select
    content_impressions.day,
    content_impressions.content_id,
    sum(content_impressions.impressions) as impressions
from content_impressions
inner join noted on content_impressions.content_id = noted.content_id
where
    content_impressions.day >= :since
    and content_impressions.day < :until
    and content_impressions.day >= cast(noted.drawn_day - interval 90 day as date)
    and content_impressions.day >= cast(noted.noted_day - interval 90 day as date)
group by content_impressions.day, content_impressions.content_id
