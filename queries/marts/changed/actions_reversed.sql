-- answers: which days have actions that were taken back since a moment
-- grain: one row is one day of actions
-- parameters: changed_since timestamp
-- tables: enforcement_actions
select distinct cast(actioned_at as date) as changed_day
from enforcement_actions
where reversed_at >= :changed_since and not failed
