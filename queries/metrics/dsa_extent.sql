-- answers: which days and how many platforms the bundled EU DSA data cover
-- grain: one row
-- parameters: none
-- tables: dsa_statements_daily
select
    min(day) as first_day,
    max(day) as last_day,
    count(distinct platform) as platforms,
    sum(statements) as statements
from dsa_statements_daily
where dimension = 'all'
