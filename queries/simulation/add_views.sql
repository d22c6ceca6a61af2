-- answers: keeps the views of a block for drawing the label sample
-- grain: one content on one day in one place
-- parameters: none
-- tables: block_views
-- dialect: duckdb
insert into simulation_views
select
    number,
    day_number,
    market_code,
    surface_code,
    kind_code,
    stratum_code,
    impressions
from block_views
