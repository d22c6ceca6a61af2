-- answers: how often contents had been seen when they were first acted on
-- grain: one row is the contents of one action day, policy, source, market and kind that were seen equally often
-- key: action_day, policy_id, detection_source, market, content_type, reach
-- time: action_day
-- parameters: none
-- tables: reach
create table if not exists reach (
    action_day DATE NOT NULL, -- UTC day of the first action that did not fail
    policy_id VARCHAR, -- the policy of the action; NULL when it names none
    detection_source VARCHAR NOT NULL, -- who or what found it
    market VARCHAR NOT NULL, -- market of the content
    content_type VARCHAR NOT NULL, -- kind of content
    reach BIGINT NOT NULL, -- views of one content before the action, exact up to 100, above rounded to 2 significant digits; range: [0, inf)
    contents BIGINT NOT NULL, -- number of contents; range: [1, inf)
    impressions BIGINT NOT NULL -- views of them together, exact; range: [0, inf)
)
