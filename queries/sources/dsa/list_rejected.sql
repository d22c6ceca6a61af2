-- answers: which statements of a staged file are rejected, and why
-- grain: one rejected statement: its line, the column, the value (shortened) and what was expected
-- parameters: part text
-- tables: none
-- dialect: duckdb; the part is a staged Parquet file
select
    line,
    problem[1] as column_name,
    left(problem[2], 60) as found,
    problem[3] as expected
from read_parquet(:part)
where problem is not null
order by line
