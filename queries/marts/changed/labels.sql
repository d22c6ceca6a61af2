-- answers: which days got labels since a moment
-- grain: one row is one day of views
-- parameters: changed_since timestamp
-- tables: prevalence_labels
select distinct day as changed_day
from prevalence_labels
where labelled_at >= :changed_since
