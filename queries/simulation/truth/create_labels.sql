-- answers: what is true of each sampled view
-- grain: one draw
-- parameters: none
-- tables: truth.labels
-- dialect: duckdb
create table truth.labels (
    sample_id varchar not null,
    policy_id varchar,
    is_violating boolean not null
)
