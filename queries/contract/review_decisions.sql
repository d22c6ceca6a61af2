-- answers: what reviewers decided
-- grain: one row is one decision on one item
-- key: decision_id
-- time: decided_at
-- parameters: none
-- tables: review_decisions
create table if not exists review_decisions (
    decision_id VARCHAR NOT NULL, -- id of the decision
    content_id VARCHAR NOT NULL, -- the content decided on; references: contents.content_id
    reviewer_id VARCHAR NOT NULL, -- who decided; references: reviewers.reviewer_id
    policy_id VARCHAR, -- the policy it violates; NULL when benign; references: policies.policy_id
    is_violating BOOLEAN NOT NULL, -- the decision
    severity INTEGER, -- 1 (least severe) to 4 (most severe); NULL when benign or not asked; range: [1, 4]
    decided_at TIMESTAMP NOT NULL, -- UTC; when it was decided
    handle_seconds DOUBLE, -- seconds the reviewer spent on it; range: [0, inf)
    purpose VARCHAR NOT NULL, -- why it was reviewed; one of: production, qa, golden, calibration
    reference_is_violating BOOLEAN -- the answer known to be right; NULL when there is none
)
