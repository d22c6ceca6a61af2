-- answers: the file of the warehouse that is being written
-- grain: one row
-- parameters: none
-- tables: none
-- dialect: duckdb
select path
from duckdb_databases()
where database_name = current_database()
