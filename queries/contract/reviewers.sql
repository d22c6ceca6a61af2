-- answers: who reviews, under a pseudonym
-- grain: one row is one reviewer, pseudonymous
-- key: reviewer_id
-- time: -
-- parameters: none
-- tables: reviewers
create table if not exists reviewers (
    reviewer_id VARCHAR NOT NULL, -- pseudonymous id of the reviewer
    site VARCHAR NOT NULL, -- place of work
    vendor VARCHAR, -- company that employs the reviewer; NULL when the platform itself
    languages VARCHAR, -- ISO 639-1 codes, lower case, separated by commas
    started_on DATE -- first day of work
)
