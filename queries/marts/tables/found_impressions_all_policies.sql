-- answers: how often content was seen before its first action, by the day of the action and of the view, whatever the policy
-- grain: one row is the views of one day of contents first acted on on one day, for one value of one dimension
-- key: action_day, impression_day, dimension, value
-- time: action_day
-- parameters: none
-- tables: found_impressions_all_policies
-- rolls: found_impressions
create table if not exists found_impressions_all_policies (
    action_day DATE NOT NULL, -- UTC day of the first action that did not fail
    impression_day DATE NOT NULL, -- UTC day of the views; the day of the action at the latest, 180 days before it at the earliest
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: all, market, surface, content_type, detection_source
    value VARCHAR NOT NULL, -- market and surface are where it was seen, the others are the action's; `all` for everything
    impressions BIGINT NOT NULL, -- number of views; range: [0, inf)
    reversed_impressions BIGINT NOT NULL -- number of them whose action was taken back later; range: [0, inf)
)
