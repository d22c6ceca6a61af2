-- answers: which days the promised work covers
-- grain: one row
-- parameters: none
-- tables: marts.service_times
select
    min(day) as first_day,
    max(day) as last_day,
    sum(items) as items
from marts.service_times
