-- answers: which days have hits on contents that were drawn into the label sample, or labelled, since a moment
-- grain: one row is one day of hits
-- parameters: changed_since timestamp
-- tables: rule_hits, prevalence_labels
select distinct cast(hit_at as date) as changed_day
from rule_hits
where content_id in (
    select prevalence_labels.content_id
    from prevalence_labels
    where prevalence_labels.day >= cast(:changed_since as date) or prevalence_labels.labelled_at >= :changed_since
)
