-- answers: how much was reported in a period, and how much of it led to an action
-- grain: one row is the reports of one day and segment
-- parameters: since date, until date
-- tables: reports
select
    cast(reported_at as date) as day,
    policy_id,
    market,
    queue,
    reporter_type,
    count(*) as reports,
    sum(case when decision = 'action' then 1 else 0 end) as actioned
from reports
where reported_at >= :since and reported_at < :until
group by cast(reported_at as date), policy_id, market, queue, reporter_type
