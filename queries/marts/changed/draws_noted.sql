-- answers: which days have draws that were labelled, or whose content a rule hit, since a moment
-- grain: one row is one day of views
-- parameters: changed_since timestamp
-- tables: prevalence_labels, rule_hits
select distinct day as changed_day
from prevalence_labels
where
    labelled_at >= :changed_since
    or content_id in (select rule_hits.content_id from rule_hits where rule_hits.hit_at >= :changed_since)
