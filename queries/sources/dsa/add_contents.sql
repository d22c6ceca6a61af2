-- answers: the contents of staged statements that the warehouse does not have yet
-- grain: one content, known by platform and the platform's own id; the first statement about it in file order counts
-- parameters: parts texts
-- tables: contents
-- dialect: duckdb; `parts` are staged Parquet files, in file order
insert into contents (content_id, creator_id, content_type, market, language, created_at)
select
    content_id,
    content_id as creator_id,
    content_type,
    market,
    language,
    content_created_at as created_at
from read_parquet(:parts, filename = true, file_row_number = true) as staged
where
    problem is null
    and not exists (select 1 from contents as known where known.content_id = staged.content_id)
qualify row_number() over (partition by content_id order by filename, file_row_number) = 1
