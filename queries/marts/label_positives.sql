-- answers: which policies the label sample of a day found violated, and where
-- grain: one row is the violating draws of one day, stratum, place, kind of content and policy
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
    positives,
    positive_weight,
    positive_weight_squared
from summed_labels
where positives > 0
