-- answers: how old content was when it was acted on, all actions together
-- grain: one row is the actions of one day at the same age
-- key: day, hours
-- time: day
-- parameters: none
-- tables: action_hours_all
-- rolls: action_hours
create table if not exists action_hours_all (
    day DATE NOT NULL, -- UTC day of the action
    hours BIGINT NOT NULL, -- whole hours from the creation of the content to the action, from 100 on rounded down to 2 significant digits (from 10,000 on to 1,000 hours); -1 when the action is dated before it; range: [-1, inf)
    actions BIGINT NOT NULL -- number of actions that did not fail, of content whose creation is known; range: [0, inf)
)
