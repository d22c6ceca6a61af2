-- answers: how much was seen, one dimension at a time, where only the views of each content are kept
-- grain: one row is the views of one day and one value of one dimension
-- parameters: since date, until date
-- tables: content_impressions, contents
-- trailing: 7
with places as (
    select
        content_impressions.day,
        content_impressions.market,
        content_impressions.surface,
        coalesce(contents.content_type, 'unknown') as content_type,
        sum(content_impressions.impressions) as views
    from content_impressions
    left join contents on content_impressions.content_id = contents.content_id
    where content_impressions.day >= :since and content_impressions.day < :until
    group by
        content_impressions.day,
        content_impressions.market,
        content_impressions.surface,
        coalesce(contents.content_type, 'unknown')
)
select day, 'all' as dimension, 'all' as value, sum(views) as impressions
from places
group by day
union all
select day, 'market' as dimension, market as value, sum(views) as impressions
from places
group by day, market
union all
select day, 'surface' as dimension, surface as value, sum(views) as impressions
from places
group by day, surface
union all
select day, 'content_type' as dimension, content_type as value, sum(views) as impressions
from places
group by day, content_type
