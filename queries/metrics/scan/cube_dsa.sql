-- answers: what a platform filed during an event and in the weeks before it, one dimension at a time
-- grain: one row per dimension, value, and whether during the event
-- parameters: since date, start date, until date, platform text
-- tables: dsa_statements_daily
with dated as (
    select case when day >= :start then 1 else 0 end as is_event, dimension, value, statements
    from dsa_statements_daily
    where day >= :since and day < :until and platform = :platform
)
select is_event, dimension, value, sum(statements) as statements
from dated
group by is_event, dimension, value
