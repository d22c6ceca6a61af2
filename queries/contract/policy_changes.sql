-- answers: when and how a policy changed
-- grain: one row is a dated change of a policy
-- key: change_id
-- time: effective_at
-- parameters: none
-- tables: policy_changes
create table if not exists policy_changes (
    change_id VARCHAR NOT NULL, -- id of the change
    policy_id VARCHAR NOT NULL, -- the policy that changed; references: policies.policy_id
    effective_at TIMESTAMP NOT NULL, -- UTC; from when the changed policy was applied
    kind VARCHAR NOT NULL, -- direction of the change; one of: new, tightened, relaxed, clarified, guidance
    title VARCHAR NOT NULL, -- one line that says what changed
    markets VARCHAR -- ISO 3166-1 alpha-2 codes separated by commas; NULL when everywhere
)
