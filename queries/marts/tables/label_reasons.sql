-- answers: why sampled violating views were seen, as the sums the prevalence estimators need
-- grain: one row is the violating draws of one day, stratum, place, kind of content and policy with the same reason
-- key: day, stratum, market, surface, content_type, policy_id, why, is_found
-- time: day
-- parameters: none
-- tables: label_reasons
create table if not exists label_reasons (
    day DATE NOT NULL, -- UTC day of the views
    stratum VARCHAR NOT NULL, -- name of the sampling stratum
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    surface VARCHAR NOT NULL, -- place in the product where the content was seen
    content_type VARCHAR NOT NULL, -- kind of content
    policy_id VARCHAR, -- the policy the label names; NULL when it names none
    why VARCHAR NOT NULL, -- what had become of the content by the day; one of: before_detection, waiting, wrong_decision, left_up, never_found
    is_found VARCHAR NOT NULL, -- whether its first action came on the day or later; one of: yes, no
    positives BIGINT NOT NULL, -- number of draws; range: [0, inf)
    positive_weight DOUBLE NOT NULL, -- views; sum of 1 / inclusion_probability; range: [0, inf)
    positive_weight_squared DOUBLE NOT NULL, -- views squared; sum of 1 / inclusion_probability^2; range: [0, inf)
    largest_weight DOUBLE NOT NULL -- views; largest 1 / inclusion_probability; range: [0, inf)
)
