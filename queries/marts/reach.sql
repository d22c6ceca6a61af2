-- answers: how often contents had been seen when they were first acted on
-- grain: one row is the contents of one action day, policy, source, market and kind that were seen equally often
-- parameters: none
-- tables: enforcement_actions, content_impressions
-- staged: rounded_reach
-- trailing: 7
select
    action_day,
    policy_id,
    detection_source,
    market,
    content_type,
    reach,
    contents,
    impressions
from rounded_reach
