-- answers: which days have decisions on contents that were hit again since a moment
-- grain: one row is one day of decisions
-- parameters: changed_since timestamp
-- tables: review_decisions, rule_hits
select distinct cast(decided_at as date) as changed_day
from review_decisions
where
    purpose = 'production'
    and content_id in (select content_id from rule_hits where hit_at >= :changed_since and score is not null)
