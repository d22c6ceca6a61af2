-- answers: how often content was seen before its first action, by the day of the action alone
-- grain: one row is all views of contents first acted on on one day, for one value of one dimension
-- key: action_day, dimension, value
-- time: action_day
-- parameters: none
-- tables: found_daily
create table if not exists found_daily (
    action_day DATE NOT NULL, -- UTC day of the first action that did not fail
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: all, policy_id, market, surface, content_type, detection_source
    value VARCHAR, -- market and surface are where it was seen, the others are the action's; `all` for everything, NULL without a policy
    impressions BIGINT NOT NULL, -- number of views; range: [0, inf)
    reversed_impressions BIGINT NOT NULL -- number of them whose action was taken back later; range: [0, inf)
)
