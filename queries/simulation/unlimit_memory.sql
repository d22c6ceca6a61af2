-- answers: nothing; DuckDB may use as much memory as it would by itself: its default
-- grain: none
-- parameters: none
-- tables: none
-- dialect: duckdb
set memory_limit = '80%'
