-- answers: what the label sample of a day found, as the sums the prevalence estimators need
-- grain: one row is the draws of one day, stratum, place, kind of content and policy found
-- key: day, stratum, market, surface, content_type, policy_id
-- time: day
-- parameters: none
-- tables: label_sums
create table if not exists label_sums (
    day DATE NOT NULL, -- UTC day of the views
    stratum VARCHAR NOT NULL, -- name of the sampling stratum
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    surface VARCHAR NOT NULL, -- place in the product where the content was seen
    content_type VARCHAR NOT NULL, -- kind of content
    policy_id VARCHAR, -- the policy the label names; NULL for benign and for not yet labelled draws
    sampled BIGINT NOT NULL, -- number of draws, labelled or not; range: [0, inf)
    labels BIGINT NOT NULL, -- number of them that are labelled; range: [0, inf)
    positives BIGINT NOT NULL, -- number of them labelled as violating; range: [0, inf)
    weight DOUBLE NOT NULL, -- views; sum of 1 / inclusion_probability over the labelled; range: [0, inf)
    weight_squared DOUBLE NOT NULL, -- views squared; sum of 1 / inclusion_probability^2 over the labelled; range: [0, inf)
    positive_weight DOUBLE NOT NULL, -- views; the sum over the violating alone; range: [0, inf)
    positive_weight_squared DOUBLE NOT NULL, -- views squared; the sum over the violating alone; range: [0, inf)
    largest_weight DOUBLE -- views; largest 1 / inclusion_probability of the labelled; NULL when none is labelled; range: [0, inf)
)
