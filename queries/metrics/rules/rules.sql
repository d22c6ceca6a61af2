-- answers: which rules there are
-- grain: one row per rule
-- parameters: none
-- tables: rules
select
    rule_id,
    name,
    policy_id,
    detection,
    mode,
    status,
    owner,
    threshold,
    launched_at,
    retired_at
from rules
order by rule_id
