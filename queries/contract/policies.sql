-- answers: which policies the platform enforces
-- grain: one row is a policy
-- key: policy_id
-- time: -
-- parameters: none
-- tables: policies
create table if not exists policies (
    policy_id VARCHAR NOT NULL, -- id of the policy
    parent_policy_id VARCHAR, -- the policy this one refines; NULL at the top; references: policies.policy_id
    name VARCHAR NOT NULL, -- name people know it by
    area VARCHAR NOT NULL, -- group of policies it is reported under
    severity INTEGER NOT NULL, -- 1 (least severe) to 4 (most severe); range: [1, 4]
    dsa_category VARCHAR, -- category code of the EU DSA Transparency Database without STATEMENT_CATEGORY_
    dsa_keyword VARCHAR -- keyword code of the EU DSA Transparency Database without KEYWORD_
)
