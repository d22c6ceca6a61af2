-- answers: how good each reviewer truly is, and how often each was right
-- grain: one reviewer
-- parameters: none
-- tables: truth.reviewers
-- dialect: duckdb
create table truth.reviewers (
    reviewer_id varchar not null,
    sensitivity double not null, -- on items of ordinary difficulty
    specificity double not null,
    drift_a_year double not null, -- change of both
    median_seconds double not null,
    true_positives bigint not null, -- decisions of production and blind second reviews
    false_negatives bigint not null,
    false_positives bigint not null,
    true_negatives bigint not null
)
