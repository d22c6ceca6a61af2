-- answers: how often content was seen before its first action, by how often reviewers had let it go
-- grain: one row is the views of one day, for one policy, one value of one dimension and one stratum
-- key: day, dimension, value, policy_id, stratum
-- time: day
-- parameters: none
-- tables: let_go_impressions
create table if not exists let_go_impressions (
    day DATE NOT NULL, -- UTC day of the views; the day of the first action at the latest, 60 days before it at the earliest
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: all, market, surface, content_type, detection_source
    value VARCHAR NOT NULL, -- market and surface are where it was seen, the others are the action's; `all` for everything
    policy_id VARCHAR, -- the policy of the action; NULL when the action names none
    stratum BIGINT NOT NULL, -- decisions to let it go before the action: 0 none, 1 one or two, 2 three to nine, 3 more; range: [0, 3]
    impressions BIGINT NOT NULL -- number of views; range: [0, inf)
)
