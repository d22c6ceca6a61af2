-- answers: what each content truly is
-- grain: one content
-- parameters: none
-- tables: truth.contents
-- dialect: duckdb
create table truth.contents (
    content_id varchar not null,
    policy_id varchar, -- the policy it violates; NULL when benign
    is_violating boolean not null,
    event varchar, -- the planted campaign that made it
    is_actioned boolean not null, -- acted on before the cut-off
    model_score double,
    difficulty double not null -- how hard it is to judge
)
