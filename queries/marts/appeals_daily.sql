-- answers: how many appeals came in and how they ended
-- grain: one row is the events of one day and segment
-- parameters: none
-- tables: appeals, enforcement_actions
-- dated: filed_at, decided_at
-- staged: dated_appeals
-- trailing: 7
select
    day,
    policy_id,
    market,
    content_type,
    detection_source,
    filed,
    decided,
    overturned
from dated_appeals
