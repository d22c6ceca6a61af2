-- answers: which cases were escalated, and how they were handled
-- grain: one row is one escalation
-- key: escalation_id
-- time: opened_at
-- parameters: none
-- tables: escalations
create table if not exists escalations (
    escalation_id VARCHAR NOT NULL, -- id of the escalation
    source VARCHAR NOT NULL, -- where it came from; one of: press, legal, regulator, executive, partner, safety
    severity VARCHAR NOT NULL, -- S0 (most severe) to S3 (least severe); one of: S0, S1, S2, S3
    policy_id VARCHAR, -- the policy concerned; references: policies.policy_id
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    opened_at TIMESTAMP NOT NULL, -- UTC; when it was opened
    acknowledged_at TIMESTAMP, -- UTC; when somebody took it; NULL when not yet
    resolved_at TIMESTAMP, -- UTC; when it was resolved; NULL when open
    resolution VARCHAR -- one line that says how it ended; NULL when open
)
