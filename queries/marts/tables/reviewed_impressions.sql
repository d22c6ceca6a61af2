-- answers: whether content acted on was found violating by a second review, blind, and how often it had been seen before
-- grain: one row is the views of one reviewed content on one day in one place
-- key: action_day, impression_day, content_id, market, surface
-- time: action_day
-- parameters: none
-- tables: reviewed_impressions
create table if not exists reviewed_impressions (
    action_day DATE NOT NULL, -- UTC day of the first action that did not fail
    impression_day DATE NOT NULL, -- UTC day of the views; the day of the action at the latest, 60 days before it at the earliest
    content_id VARCHAR NOT NULL, -- the content
    policy_id VARCHAR, -- the policy of the action; NULL when it names none
    detection_source VARCHAR NOT NULL, -- who or what found it
    content_type VARCHAR NOT NULL, -- kind of content of the action
    market VARCHAR NOT NULL, -- market it was seen in
    surface VARCHAR NOT NULL, -- place in the product where it was seen
    stratum BIGINT NOT NULL, -- decisions to let it go before the action: 0 none, 1 one or two, 2 three to nine, 3 more; range: [0, 3]
    is_violating BIGINT NOT NULL, -- 1 when the first review after the action found it violating, 0 when not; range: [0, 1]
    impressions BIGINT NOT NULL -- number of views; range: [0, inf)
)
