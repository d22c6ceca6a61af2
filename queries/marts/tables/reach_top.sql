-- answers: which contents had been seen most when they were first acted on
-- grain: one row is one of the 20 contents of an action day that were seen most
-- key: action_day, place
-- time: action_day
-- parameters: none
-- tables: reach_top
create table if not exists reach_top (
    action_day DATE NOT NULL, -- UTC day of the first action that did not fail
    place BIGINT NOT NULL, -- 1 for the content seen most; range: [1, 20]
    content_id VARCHAR NOT NULL, -- the content
    policy_id VARCHAR, -- the policy of the action; NULL when it names none
    detection_source VARCHAR NOT NULL, -- who or what found it
    market VARCHAR NOT NULL, -- market of the content
    content_type VARCHAR NOT NULL, -- kind of content
    reach BIGINT NOT NULL -- views before the action, exact; range: [1, inf)
)
