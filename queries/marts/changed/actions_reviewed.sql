-- answers: which days have actions on content that was reviewed again, blind, since a moment
-- grain: one row is one day of actions
-- parameters: changed_since timestamp
-- tables: enforcement_actions, review_decisions
select distinct cast(enforcement_actions.actioned_at as date) as changed_day
from enforcement_actions
inner join review_decisions on enforcement_actions.content_id = review_decisions.content_id
where
    not enforcement_actions.failed
    and review_decisions.purpose = 'qa'
    and review_decisions.decided_at >= :changed_since
    and review_decisions.decided_at > enforcement_actions.actioned_at
