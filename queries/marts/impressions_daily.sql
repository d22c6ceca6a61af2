-- answers: how much was seen, one dimension at a time
-- grain: one row is the views of one day and one value of one dimension
-- parameters: since date, until date
-- tables: impressions_daily
-- trailing: 7
-- otherwise: impressions_of_contents
with places as (
    select
        day,
        market,
        surface,
        content_type,
        sum(impressions) as views
    from impressions_daily
    where day >= :since and day < :until
    group by day, market, surface, content_type
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
