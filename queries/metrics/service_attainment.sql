-- answers: how long promised work took, in twentieths of its own target, with what is still open
-- grain: one row per period_start (and segment, when broken down), by the day it was opened, and twentieth
-- parameters: since date, until date
-- tables: marts.service_times
-- dimensions: applies_to; queue_or_severity; measure; market; policy = policy_id
select
    date_trunc('day', day) as period_start,
    twentieth,
    sum(case when is_done then items else 0 end) as done_items,
    sum(case when is_done then 0 else items end) as open_items
from marts.service_times
where day >= :since and day < :until
group by date_trunc('day', day), twentieth
order by period_start, twentieth
