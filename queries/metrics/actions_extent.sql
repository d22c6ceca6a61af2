-- answers: which days the enforcement actions cover, and how many there are
-- grain: one row
-- parameters: none
-- tables: marts.actions_daily
select
    min(day) as first_day,
    max(day) as last_day,
    sum(actions) as actions
from marts.actions_daily
