-- answers: how much was reported, and how much of it led to an action, one dimension at a time
-- grain: one row is the reports of one day and one value of one dimension
-- parameters: none
-- tables: reports
-- staged: counted_reports
-- trailing: 60
-- changed: reports
select
    day, 'all' as dimension, 'all' as value,
    sum(reports) as reports,
    sum(actioned) as actioned
from counted_reports
group by day
union all
select
    day, 'policy_id' as dimension, policy_id as value,
    sum(reports) as reports,
    sum(actioned) as actioned
from counted_reports
group by day, policy_id
union all
select
    day, 'market' as dimension, market as value,
    sum(reports) as reports,
    sum(actioned) as actioned
from counted_reports
group by day, market
union all
select
    day, 'queue' as dimension, queue as value,
    sum(reports) as reports,
    sum(actioned) as actioned
from counted_reports
group by day, queue
union all
select
    day, 'reporter_type' as dimension, reporter_type as value,
    sum(reports) as reports,
    sum(actioned) as actioned
from counted_reports
group by day, reporter_type
