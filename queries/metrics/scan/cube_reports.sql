-- answers: which reports came in during an event and in the weeks before it
-- grain: one row per policy, market, queue, kind of reporter, and whether during the event
-- parameters: since date, start date, until date
-- tables: marts.reports_daily
with dated as (
    select case when day >= :start then 1 else 0 end as is_event, policy_id, market, queue, reporter_type, reports
    from marts.reports_daily
    where day >= :since and day < :until
)
select is_event, policy_id as policy, market, queue, reporter_type, sum(reports) as reports
from dated
group by is_event, policy_id, market, queue, reporter_type
