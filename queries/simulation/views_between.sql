-- answers: how many views the unfolded contents have between two days
-- grain: one number
-- parameters: first integer, until integer
-- tables: block_views
-- dialect: duckdb
select coalesce(sum(impressions), 0)::bigint as impressions
from block_views
where day_number >= :first and day_number < :until
