-- answers: how often contents had been seen when they were first acted on, by what found them alone
-- grain: one row is the contents of one action day and source that were seen equally often
-- key: action_day, detection_source, reach
-- time: action_day
-- parameters: none
-- tables: reach_by_source
-- rolls: reach
create table if not exists reach_by_source (
    action_day DATE NOT NULL, -- UTC day of the first action that did not fail
    detection_source VARCHAR NOT NULL, -- who or what found it
    reach BIGINT NOT NULL, -- views of one content before the action, exact up to 100, above rounded to 2 significant digits; range: [0, inf)
    contents BIGINT NOT NULL, -- number of contents; range: [1, inf)
    impressions BIGINT NOT NULL -- views of them together, exact; range: [0, inf)
)
