-- answers: which days the prevalence sample covers, and how many labels there are
-- grain: one row
-- parameters: none
-- tables: marts.label_sums
select
    min(day) as first_day,
    max(day) as last_day,
    sum(labels) as labels
from marts.label_sums
