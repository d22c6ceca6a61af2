-- answers: which days the reports cover
-- grain: one row
-- parameters: none
-- tables: marts.reports_daily
select
    min(day) as first_day,
    max(day) as last_day
from marts.reports_daily
