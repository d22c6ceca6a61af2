-- answers: nothing yet; the schema of what is so, for tests only
-- grain: none
-- parameters: none
-- tables: none
-- dialect: duckdb
create schema truth
