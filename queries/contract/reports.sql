-- answers: what was reported, by whom, and what was decided
-- grain: one row is one notice or user report
-- key: report_id
-- time: reported_at
-- parameters: none
-- tables: reports
create table if not exists reports (
    report_id VARCHAR NOT NULL, -- id of the report
    content_id VARCHAR NOT NULL, -- the content reported; references: contents.content_id
    reporter_id VARCHAR, -- pseudonymous id of the reporter
    reporter_type VARCHAR NOT NULL, -- who reported; one of: user, trusted_flagger, authority, partner
    policy_id VARCHAR, -- the policy the reporter named; references: policies.policy_id
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    queue VARCHAR NOT NULL, -- review queue it was put in
    reported_at TIMESTAMP NOT NULL, -- UTC; when it came in
    first_reviewed_at TIMESTAMP, -- UTC; when a reviewer first opened it; NULL when not yet
    decided_at TIMESTAMP, -- UTC; when it was decided; NULL when open
    decision VARCHAR, -- what was decided; NULL when open; one of: action, no_action
    action_id VARCHAR -- the action it led to; references: enforcement_actions.action_id
)
