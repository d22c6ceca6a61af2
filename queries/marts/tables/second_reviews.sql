-- answers: how many decisions were reviewed again, blind, and how many of them were decided otherwise
-- grain: one row is the second reviews of one day, for one policy and one value of one dimension
-- key: day, dimension, value, policy_id
-- time: day
-- parameters: none
-- tables: second_reviews
create table if not exists second_reviews (
    day DATE NOT NULL, -- UTC day of the second review
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: all, site, market, content_type
    value VARCHAR, -- site of the first reviewer, market and kind of the content; `all` for everything, NULL when not known
    policy_id VARCHAR, -- the policy of the first decision; NULL when it found nothing
    compared BIGINT NOT NULL, -- number of second reviews; range: [0, inf)
    disagreed BIGINT NOT NULL -- number of them decided otherwise, another policy included; range: [0, inf)
)
