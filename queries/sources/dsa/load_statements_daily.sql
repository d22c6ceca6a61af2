-- answers: the bundled daily counts of statements of reasons, in the order that lets a scan skip what it need not read
-- grain: one row per day, platform, dimension and value
-- parameters: file text
-- tables: none
insert into dsa_statements_daily (day, platform, dimension, value, statements)
select day, platform, dimension, value, statements
from read_parquet(:file)
order by dimension, day, platform, value
