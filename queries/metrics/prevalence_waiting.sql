-- answers: which sampled impressions have a model score but no label yet
-- grain: one draw without a label
-- parameters: since date, until date
-- tables: prevalence_labels
-- dimensions: market; surface; content_type
select
    day,
    inclusion_probability,
    model_score
from prevalence_labels
where day >= :since and day < :until and is_violating is null and model_score is not null
