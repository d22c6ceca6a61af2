-- answers: what the label sample of a day found, as the sums the prevalence estimators need
-- grain: one row is the draws of one day, stratum, place, kind of content and policy found
-- parameters: none
-- tables: prevalence_labels
-- staged: summed_labels
-- trailing: 45
-- changed: labels
select
    day,
    stratum,
    market,
    surface,
    content_type,
    policy_id,
    sampled,
    labels,
    positives,
    weight,
    weight_squared,
    positive_weight,
    positive_weight_squared,
    largest_weight
from summed_labels
