-- answers: how often contents had been seen when they were first acted on, by market alone
-- grain: one row is the contents of one action day and market that were seen equally often
-- key: action_day, market, reach
-- time: action_day
-- parameters: none
-- tables: reach_by_market
-- rolls: reach
create table if not exists reach_by_market (
    action_day DATE NOT NULL, -- UTC day of the first action that did not fail
    market VARCHAR NOT NULL, -- market of the content
    reach BIGINT NOT NULL, -- views of one content before the action, exact up to 100, above rounded to 2 significant digits; range: [0, inf)
    contents BIGINT NOT NULL, -- number of contents; range: [1, inf)
    impressions BIGINT NOT NULL -- views of them together, exact; range: [0, inf)
)
