-- answers: how old content was when it was acted on
-- grain: one row is the actions of one day at the same age
-- parameters: none
-- tables: enforcement_actions
-- staged: aged_actions
-- trailing: 7
select
    day,
    hours,
    sum(actions) as actions
from aged_actions
group by day, hours
