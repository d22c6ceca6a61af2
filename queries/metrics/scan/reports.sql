-- answers: how many reports came in a day, for the anomaly scan
-- grain: one row per day (and segment, when broken down)
-- parameters: since date, until date
-- tables: marts.reports_daily
-- dimensions: policy = policy_id; market; queue
select
    day,
    sum(reports) as reports
from marts.reports_daily
where day >= :since and day < :until
group by day
order by day
