-- answers: which days the enforcement actions cover, and how many there are,
-- from the actions themselves where marts.actions_daily is not built
-- grain: one row
-- parameters: none
-- tables: enforcement_actions
select
    cast(min(actioned_at) as date) as first_day,
    cast(max(actioned_at) as date) as last_day,
    count(*) as actions
from enforcement_actions
where not failed
