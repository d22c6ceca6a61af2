-- answers: which days have escalations that were acknowledged or resolved since a moment
-- grain: one row is one day of escalations
-- parameters: changed_since timestamp
-- tables: escalations
select distinct cast(opened_at as date) as changed_day
from escalations
where acknowledged_at >= :changed_since or resolved_at >= :changed_since
