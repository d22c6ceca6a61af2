-- answers: which policies the label sample of a day found violated, and where
-- grain: one row is the violating draws of one day, stratum, place, kind of content and policy
-- key: day, stratum, market, surface, content_type, policy_id
-- time: day
-- parameters: none
-- tables: label_positives
create table if not exists label_positives (
    day DATE NOT NULL, -- UTC day of the views
    stratum VARCHAR NOT NULL, -- name of the sampling stratum
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    surface VARCHAR NOT NULL, -- place in the product where the content was seen
    content_type VARCHAR NOT NULL, -- kind of content
    policy_id VARCHAR, -- the policy the label names; NULL when it names none
    positives BIGINT NOT NULL, -- number of draws labelled as violating; range: [1, inf)
    positive_weight DOUBLE NOT NULL, -- views; sum of 1 / inclusion_probability over them; range: [0, inf)
    positive_weight_squared DOUBLE NOT NULL -- views squared; sum of 1 / inclusion_probability^2 over them; range: [0, inf)
)
