-- answers: which tables and views a DuckDB warehouse has, with their columns
-- grain: one row is one column of one table or view
-- parameters: none
-- tables: information_schema.tables, information_schema.columns
select
    relations.table_schema as schema_name,
    relations.table_name as table_name,
    relations.table_type = 'VIEW' as is_view,
    -- Whether it is found without its schema.
    relations.table_schema = current_schema() as is_visible,
    fields.column_name as column_name,
    fields.data_type as column_type,
    fields.is_nullable = 'YES' as is_nullable
from information_schema.tables as relations
join information_schema.columns as fields
    on fields.table_catalog = relations.table_catalog
    and fields.table_schema = relations.table_schema
    and fields.table_name = relations.table_name
where relations.table_catalog = current_database()
order by schema_name, table_name, fields.ordinal_position
