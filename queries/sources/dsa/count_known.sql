-- answers: how many staged statements the warehouse already has
-- grain: one number
-- parameters: parts texts
-- tables: enforcement_actions
-- dialect: duckdb; `parts` are staged Parquet files, in file order
select count(*) as statements
from read_parquet(:parts) as staged
where
    problem is null
    and exists (select 1 from enforcement_actions as known where known.action_id = staged.action_id)
