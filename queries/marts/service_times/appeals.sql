-- answers: how long appeals took to the decision, or have waited so far
-- grain: one row is the appeals of one day and segment that took the same share of their target
-- parameters: none
-- tables: appeals, enforcement_actions, service_levels
-- staged: waited_appeals
-- trailing: 92
-- changed: appeals
select
    day,
    applies_to,
    queue_or_severity,
    measure,
    market,
    policy_id,
    target_minutes,
    target_share,
    twentieth,
    is_done,
    items
from waited_appeals
