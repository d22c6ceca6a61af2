-- answers: when the appeals of the actions of every rule were decided
-- grain: one row is the actions of one day and rule whose appeals were decided and overturned on the same days
-- parameters: none
-- tables: enforcement_actions, appeals
-- staged: ended_actions
-- trailing: 60
-- changed: actions_appealed
select
    day,
    rule_id,
    decided_day,
    overturned_day,
    sum(actions) as actions
from ended_actions
group by day, rule_id, decided_day, overturned_day
