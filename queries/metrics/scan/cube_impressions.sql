-- answers: where content was seen during an event and in the weeks before it
-- grain: one row per market, surface, kind of content, and whether during the event
-- parameters: since date, start date, until date
-- tables: impressions_daily
with dated as (
    select case when day >= :start then 1 else 0 end as is_event, market, surface, content_type, impressions
    from impressions_daily
    where day >= :since and day < :until
)
select is_event, market, surface, content_type, sum(impressions) as impressions
from dated
group by is_event, market, surface, content_type
