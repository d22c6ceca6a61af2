-- answers: which days the hits cover
-- grain: one row
-- parameters: none
-- tables: rule_hits
select
    cast(min(hit_at) as date) as first_day,
    cast(max(hit_at) as date) as last_day
from rule_hits
