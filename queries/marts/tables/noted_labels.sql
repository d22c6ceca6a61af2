-- answers: what the label sample says of contents that violate or that a rule hit
-- grain: one row is the draws of one content on one day with the same label
-- key: day, content_id, policy_id, is_violating
-- time: day
-- parameters: none
-- tables: noted_labels
create table if not exists noted_labels (
    day DATE NOT NULL, -- UTC day of the views drawn
    content_id VARCHAR NOT NULL, -- the content seen
    policy_id VARCHAR, -- the policy the label names; NULL when benign
    is_violating BOOLEAN NOT NULL, -- the label
    draws BIGINT NOT NULL, -- number of labelled draws; range: [1, inf)
    weight DOUBLE NOT NULL -- views; sum of 1 / inclusion_probability of the draws; range: [0, inf)
)
