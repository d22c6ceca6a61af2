-- answers: the bundled daily delays of statements of reasons
-- grain: one row per day, platform and delay
-- parameters: file text
-- tables: none
insert into dsa_delays_daily (day, platform, delay, statements, mean_seconds, min_seconds, max_seconds)
select day, platform, delay, statements, mean_seconds, min_seconds, max_seconds
from read_parquet(:file)
order by delay, day, platform
