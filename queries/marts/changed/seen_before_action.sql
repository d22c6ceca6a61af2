-- answers: which days have views that an action since a moment may have come after, up to 60 days later
-- grain: one row is one day of views
-- parameters: changed_since timestamp
-- tables: content_impressions
select distinct day as changed_day
from content_impressions
where day >= cast(cast(:changed_since as date) - interval 60 day as date)
