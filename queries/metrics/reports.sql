-- answers: how many notices and user reports came in
-- grain: one row per period_start (and segment, when broken down)
-- parameters: since date, until date
-- tables: marts.reports_daily
-- dimensions: policy = policy_id; market; queue; reporter_type
select
    date_trunc('day', day) as period_start,
    sum(reports) as reports
from marts.reports_daily
where day >= :since and day < :until
group by date_trunc('day', day)
order by period_start
