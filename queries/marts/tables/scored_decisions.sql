-- answers: of contents that the models of a policy scored and a reviewer decided on, how many were found to violate it
-- grain: one row is the decisions of one day on contents scored for one policy, of one value of one dimension, in one score band
-- key: day, policy_id, dimension, value, band
-- time: day
-- parameters: none
-- tables: scored_decisions
create table if not exists scored_decisions (
    day DATE NOT NULL, -- UTC day of the decision
    policy_id VARCHAR NOT NULL, -- the policy of the rules that scored the content
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: site, market, content_type
    value VARCHAR, -- site of the reviewer, market and kind of the content; NULL when not known
    band DOUBLE NOT NULL, -- lowest score of the band, a multiple of 0.05; the content's highest score so far is in it
    decisions BIGINT NOT NULL, -- number of decisions; range: [0, inf)
    violating BIGINT NOT NULL -- number of them that found the policy violated; range: [0, inf)
)
