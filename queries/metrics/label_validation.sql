-- answers: how often labels of the prevalence sample were right, on items a panel judged again
-- grain: one row
-- parameters: since date, until date
-- tables: review_decisions
select
    sum(case when is_violating and reference_is_violating then 1 else 0 end) as true_positives,
    sum(case when reference_is_violating then 1 else 0 end) as validated_positives,
    sum(case when not is_violating and not reference_is_violating then 1 else 0 end) as true_negatives,
    sum(case when not reference_is_violating then 1 else 0 end) as validated_negatives
from review_decisions
where
    purpose = 'calibration'
    and reference_is_violating is not null
    and decided_at >= :since and decided_at < :until
