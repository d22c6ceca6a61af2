-- answers: what was done, and what became of it
-- grain: one row is the actions of one day and segment that did not fail
-- parameters: none
-- tables: enforcement_actions, reports, appeals
-- staged: done_actions
-- trailing: 60
-- changed: actions_appealed
select
    day,
    policy_id,
    detection_source,
    action_type,
    market,
    content_type,
    automated_decision,
    automated_detection,
    decision_ground,
    actions,
    proactive_actions,
    appealed,
    overturned
from done_actions
