-- answers: how old content was when it was acted on
-- grain: one row is the actions of one day and segment at the same age
-- parameters: none
-- tables: enforcement_actions
-- staged: aged_actions
-- trailing: 7
select
    day,
    policy_id,
    detection_source,
    market,
    content_type,
    hours,
    actions
from aged_actions
