-- answers: which tables, views and materialised views of a PostgreSQL database the role may read, with their columns
-- grain: one row is one column of one table or view
-- parameters: none
-- tables: pg_class, pg_namespace, pg_attribute, pg_type
select
    spaces.nspname as schema_name,
    relations.relname as table_name,
    relations.relkind in ('v', 'm') as is_view,
    -- Whether the search path finds it without its schema.
    pg_table_is_visible(relations.oid) as is_visible,
    fields.attname as column_name,
    case
        when types.typtype = 'e' then 'enum'
        when types.typtype = 'd' then format_type(types.typbasetype, types.typtypmod)
        else format_type(fields.atttypid, fields.atttypmod)
    end as column_type,
    not fields.attnotnull as is_nullable
from pg_catalog.pg_class as relations
join pg_catalog.pg_namespace as spaces on spaces.oid = relations.relnamespace
join pg_catalog.pg_attribute as fields on fields.attrelid = relations.oid
join pg_catalog.pg_type as types on types.oid = fields.atttypid
where relations.relkind in ('r', 'p', 'v', 'm', 'f')
    and not relations.relispartition
    and spaces.nspname <> 'information_schema'
    and left(spaces.nspname, 3) <> 'pg_'
    and has_schema_privilege(spaces.oid, 'USAGE')
    and has_column_privilege(relations.oid, fields.attnum, 'SELECT')
    and fields.attnum > 0
    and not fields.attisdropped
order by schema_name, table_name, fields.attnum
