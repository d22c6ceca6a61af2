-- answers: which days have actions that were appealed, or whose appeal was decided, since a moment
-- grain: one row is one day of actions
-- parameters: changed_since timestamp
-- tables: appeals, enforcement_actions
select distinct cast(enforcement_actions.actioned_at as date) as changed_day
from appeals
inner join enforcement_actions on appeals.action_id = enforcement_actions.action_id
where appeals.filed_at >= :changed_since or appeals.decided_at >= :changed_since
