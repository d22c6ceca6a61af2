-- answers: nothing; DuckDB writes intermediate results to disk beyond this much memory
-- grain: none
-- parameters: none
-- tables: none
-- dialect: duckdb
set memory_limit = '1200MB'
