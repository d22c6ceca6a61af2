-- answers: how many appeals came in and how they ended
-- grain: one row is the events of one day and segment
-- key: day, policy_id, market, content_type, detection_source
-- time: day
-- parameters: none
-- tables: appeals_daily
create table if not exists appeals_daily (
    day DATE NOT NULL, -- UTC day of the event: of filing for `filed`, of the decision for the others
    policy_id VARCHAR, -- the policy of the action appealed; NULL when it names none
    market VARCHAR NOT NULL, -- market of the action
    content_type VARCHAR NOT NULL, -- kind of content of the action
    detection_source VARCHAR NOT NULL, -- who or what found it
    filed BIGINT NOT NULL, -- number of appeals filed on the day; range: [0, inf)
    decided BIGINT NOT NULL, -- number of appeals decided on the day; range: [0, inf)
    overturned BIGINT NOT NULL -- number of them that overturned the action, wholly or in part; range: [0, inf)
)
