-- answers: how many statements a staged file holds and how many of them are rejected
-- grain: one row
-- parameters: part text
-- tables: none
-- dialect: duckdb; the part is a staged Parquet file
select
    count(*) as statements,
    count(problem) as rejected
from read_parquet(:part)
