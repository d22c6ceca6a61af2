-- answers: how often contents had been seen when they were first acted on, by what found them alone
-- grain: one row is the contents of one action day and source that were seen equally often
-- parameters: none
-- tables: enforcement_actions, content_impressions
-- staged: rounded_reach
-- trailing: 7
select
    action_day,
    detection_source,
    reach,
    sum(contents) as contents,
    sum(impressions) as impressions
from rounded_reach
group by action_day, detection_source, reach
