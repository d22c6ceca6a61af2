-- answers: what the label sample of a day found, one dimension at a time
-- grain: one row is the draws of one day, stratum and value of one dimension
-- key: day, stratum, dimension, value
-- time: day
-- parameters: none
-- tables: label_sums_by_dimension
-- rolls: label_sums
-- dimensions: market; surface; content_type; policy_id
create table if not exists label_sums_by_dimension (
    day DATE NOT NULL, -- UTC day of the views
    stratum VARCHAR NOT NULL, -- name of the sampling stratum
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: all, market, surface, content_type, policy_id
    value VARCHAR, -- what the mart with all combinations has in that column; NULL as there; `all` for everything
    sampled BIGINT NOT NULL, -- number of draws, labelled or not; range: [0, inf)
    labels BIGINT NOT NULL, -- number of them that are labelled; range: [0, inf)
    positives BIGINT NOT NULL, -- number of them labelled as violating; range: [0, inf)
    weight DOUBLE NOT NULL, -- views; sum of 1 / inclusion_probability over the labelled; range: [0, inf)
    weight_squared DOUBLE NOT NULL, -- views squared; sum of 1 / inclusion_probability^2 over the labelled; range: [0, inf)
    positive_weight DOUBLE NOT NULL, -- views; the sum over the violating alone; range: [0, inf)
    positive_weight_squared DOUBLE NOT NULL, -- views squared; the sum over the violating alone; range: [0, inf)
    largest_weight DOUBLE -- views; largest 1 / inclusion_probability of the labelled; NULL when none is labelled; range: [0, inf)
)
