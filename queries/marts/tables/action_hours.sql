-- answers: how old content was when it was acted on
-- grain: one row is the actions of one day and segment at the same age
-- key: day, policy_id, detection_source, market, content_type, hours
-- time: day
-- parameters: none
-- tables: action_hours
create table if not exists action_hours (
    day DATE NOT NULL, -- UTC day of the action
    policy_id VARCHAR, -- the policy violated; NULL when the action names none
    detection_source VARCHAR NOT NULL, -- who or what found it
    market VARCHAR NOT NULL, -- market of the content
    content_type VARCHAR NOT NULL, -- kind of content
    hours BIGINT NOT NULL, -- whole hours from the creation of the content to the action, from 100 on rounded down to 2 significant digits (from 10,000 on to 1,000 hours); -1 when the action is dated before it; range: [-1, inf)
    actions BIGINT NOT NULL -- number of actions that did not fail, of content whose creation is known; range: [0, inf)
)
