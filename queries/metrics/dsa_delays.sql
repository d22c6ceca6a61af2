-- answers: how long platforms took from content to restriction, or from restriction to submission
-- grain: one row per period_start (and segment, when broken down)
-- parameters: since date, until date, delay text
-- tables: dsa_delays_daily
-- dimensions: platform
select
    date_trunc('day', day) as period_start,
    sum(statements) as statements,
    sum(statements * mean_seconds) as total_seconds,
    sum(case when max_seconds = 0 then statements else 0 end) as zero_statements
from dsa_delays_daily
where delay = :delay and day >= :since and day < :until
group by date_trunc('day', day)
order by period_start
