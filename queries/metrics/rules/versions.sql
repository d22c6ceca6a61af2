-- answers: which versions every rule had, and when they came
-- grain: one row per rule and version
-- parameters: none
-- tables: rule_changes
select
    rule_id,
    version,
    changed_at,
    change,
    threshold
from rule_changes
order by rule_id, changed_at
