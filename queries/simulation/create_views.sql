-- answers: nothing yet; the views of all blocks, as codes, for drawing the label sample
-- grain: one content on one day in one place
-- parameters: none
-- tables: simulation_views
-- dialect: duckdb
create temp table simulation_views (
    number bigint,
    day_number smallint,
    market_code utinyint,
    surface_code utinyint,
    kind_code utinyint,
    stratum_code utinyint,
    impressions integer
)
