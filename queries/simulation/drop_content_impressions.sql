-- answers: nothing; makes room for a view of the same name
-- grain: none
-- parameters: none
-- tables: content_impressions
-- dialect: duckdb
drop table content_impressions
