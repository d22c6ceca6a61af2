-- answers: how many actions of every rule were appealed and overturned, everywhere together
-- grain: one row is the actions of one day and rule
-- parameters: none
-- tables: enforcement_actions, appeals
-- staged: ended_actions
-- trailing: 60
-- changed: actions_appealed
select
    day,
    rule_id,
    sum(actions) as actions,
    sum(appealed) as appealed,
    sum(case when decided_day is not null then actions else 0 end) as decided,
    sum(case when overturned_day is not null then actions else 0 end) as overturned,
    sum(overturned_in_28_days) as overturned_in_28_days
from ended_actions
group by day, rule_id
