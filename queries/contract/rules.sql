-- answers: which detection rules exist
-- grain: one row is a detection rule, model or list
-- key: rule_id
-- time: -
-- parameters: none
-- tables: rules
create table if not exists rules (
    rule_id VARCHAR NOT NULL, -- id of the rule
    name VARCHAR NOT NULL, -- name people know it by
    policy_id VARCHAR NOT NULL, -- the policy it enforces; references: policies.policy_id
    detection VARCHAR NOT NULL, -- how it detects; one of: heuristic, model, hash_match, keyword
    mode VARCHAR NOT NULL, -- whether it looks by itself or answers a report; one of: proactive, reactive
    status VARCHAR NOT NULL, -- whether its hits have consequences; one of: shadow, live, retired
    owner VARCHAR, -- team that answers for it
    threshold DOUBLE, -- score from which it hits, in the unit of the score; NULL when it has no score
    launched_at TIMESTAMP, -- UTC; when it first went live
    retired_at TIMESTAMP -- UTC; when it was switched off
)
