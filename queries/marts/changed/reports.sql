-- answers: which days have reports that were opened or decided since a moment
-- grain: one row is one day of reports
-- parameters: changed_since timestamp
-- tables: reports
select distinct cast(reported_at as date) as changed_day
from reports
where first_reviewed_at >= :changed_since or decided_at >= :changed_since
