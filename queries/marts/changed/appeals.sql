-- answers: which days have appeals that were decided since a moment
-- grain: one row is one day of appeals
-- parameters: changed_since timestamp
-- tables: appeals
select distinct cast(filed_at as date) as changed_day
from appeals
where decided_at >= :changed_since
