-- answers: how many reports came in a day, for the anomaly scan
-- grain: one row per day, policy, market and queue
-- parameters: since date, until date
-- tables: marts.reports_daily
select
    day,
    policy_id as policy,
    market,
    queue,
    sum(reports) as reports
from marts.reports_daily
where day >= :since and day < :until
group by day, policy_id, market, queue
order by day
