-- answers: how much promised work was opened a day, and how much of it was done within its target, for the anomaly scan
-- grain: one row per day (and kind of work, queue and measure, when broken down)
-- parameters: since date, until date
-- tables: marts.service_times
-- dimensions: applies_to; queue_or_severity; measure
select
    day,
    sum(items) as items,
    sum(case when is_done and twentieth < 20 then items else 0 end) as in_time
from marts.service_times
where day >= :since and day < :until
group by day
order by day
