-- answers: where and when contents of a period's first actions had been seen before
-- grain: one row is one content on one day in one place
-- parameters: since date, until date
-- tables: content_impressions
-- staged: first_actions
-- notes: The day of the action counts as before it: what is removed is not seen afterwards, so its views of that day came before.
-- For what stays up (demoted, labelled ...) this is too many by the rest of one day.
select
    first_actions.action_day,
    first_actions.content_id,
    first_actions.policy_id,
    first_actions.detection_source,
    first_actions.content_type,
    first_actions.is_reversed,
    content_impressions.day as impression_day,
    content_impressions.market,
    content_impressions.surface,
    content_impressions.impressions
from content_impressions
inner join first_actions on content_impressions.content_id = first_actions.content_id
where
    content_impressions.day >= cast(cast(:since as date) - interval 180 day as date)
    and content_impressions.day < :until
    and content_impressions.day <= first_actions.action_day
    and content_impressions.day >= cast(first_actions.action_day - interval 180 day as date)
