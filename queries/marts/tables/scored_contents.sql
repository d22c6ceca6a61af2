-- answers: of contents that the models of a policy scored, how many were acted on under it, by score band
-- grain: one row is the contents first scored on one day for one policy, of one value of one dimension, in one score band
-- key: day, policy_id, dimension, value, band
-- time: day
-- parameters: none
-- tables: scored_contents
create table if not exists scored_contents (
    day DATE NOT NULL, -- UTC day on which the policy's rules first scored the content
    policy_id VARCHAR NOT NULL, -- the policy of the rules
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: market, content_type
    value VARCHAR, -- the content's; NULL when it is not known
    band DOUBLE NOT NULL, -- lowest score of the band, a multiple of 0.05; the content's highest score so far is in it
    contents BIGINT NOT NULL, -- number of contents; range: [0, inf)
    acted_on BIGINT NOT NULL -- number of them acted on under the policy so far; range: [0, inf)
)
