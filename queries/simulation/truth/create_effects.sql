-- answers: what each rule and policy change truly caused, from the change to its end or the cut-off
-- grain: one change
-- parameters: none
-- tables: truth.effects
-- dialect: duckdb
create table truth.effects (
    event varchar not null,
    policy_id varchar not null,
    rule_id varchar,
    since date not null,
    until date not null,
    violating_impressions bigint not null, -- of the policy, as it is
    violating_impressions_without bigint not null, -- of the policy, had the change not been made
    relative_effect double, -- of the change on violating impressions; NULL without any
    contents_actioned bigint not null, -- violations of the policy, and all benign contents
    contents_actioned_without bigint not null,
    benign_actioned bigint not null,
    benign_actioned_without bigint not null
)
