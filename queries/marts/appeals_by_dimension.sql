-- answers: how many appeals came in and how they ended, one dimension at a time
-- grain: one row is the events of one day and one value of one dimension
-- parameters: none
-- tables: appeals, enforcement_actions
-- dated: filed_at, decided_at
-- staged: dated_appeals
-- trailing: 7
select
    day, 'all' as dimension, 'all' as value,
    sum(filed) as filed,
    sum(decided) as decided,
    sum(overturned) as overturned
from dated_appeals
group by day
union all
select
    day, 'policy_id' as dimension, policy_id as value,
    sum(filed) as filed,
    sum(decided) as decided,
    sum(overturned) as overturned
from dated_appeals
group by day, policy_id
union all
select
    day, 'market' as dimension, market as value,
    sum(filed) as filed,
    sum(decided) as decided,
    sum(overturned) as overturned
from dated_appeals
group by day, market
union all
select
    day, 'content_type' as dimension, content_type as value,
    sum(filed) as filed,
    sum(decided) as decided,
    sum(overturned) as overturned
from dated_appeals
group by day, content_type
union all
select
    day, 'detection_source' as dimension, detection_source as value,
    sum(filed) as filed,
    sum(decided) as decided,
    sum(overturned) as overturned
from dated_appeals
group by day, detection_source
