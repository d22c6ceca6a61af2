-- answers: which actions were taken, on what and why
-- grain: one row is one action taken
-- key: action_id
-- time: actioned_at
-- parameters: none
-- tables: enforcement_actions
create table if not exists enforcement_actions (
    action_id VARCHAR NOT NULL, -- id of the action
    content_id VARCHAR NOT NULL, -- the content acted on; references: contents.content_id
    creator_id VARCHAR NOT NULL, -- pseudonymous id of the account behind the content; equal to content_id when it is not known
    policy_id VARCHAR, -- the policy violated; references: policies.policy_id
    rule_id VARCHAR, -- the rule that led to the action; references: rules.rule_id
    detection_source VARCHAR NOT NULL, -- who or what found it; one of: automated, user_report, trusted_flagger, authority_order, internal
    action_type VARCHAR NOT NULL, -- what was done; one of: remove, disable, demote, label, age_restrict, restrict_interaction, demonetise, suspend_service, suspend_account, terminate_account, warn
    decision_ground VARCHAR, -- against the law or against the terms; one of: illegal, terms
    content_type VARCHAR NOT NULL, -- kind of content, lower case: text, image, video ...
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    content_created_at TIMESTAMP, -- UTC; when the content was made
    detected_at TIMESTAMP, -- UTC; when it was found
    actioned_at TIMESTAMP NOT NULL, -- UTC; from when the action applied
    automated_detection BOOLEAN NOT NULL, -- true when found by automated means
    automated_decision VARCHAR NOT NULL, -- share of machines in the decision; one of: full, partial, none
    reviewer_id VARCHAR, -- who decided; NULL when nobody did or it is not known; references: reviewers.reviewer_id
    reversed_at TIMESTAMP, -- UTC; when the action was taken back; NULL when it stands
    failed BOOLEAN NOT NULL -- true when the action was decided but could not be carried out
)
