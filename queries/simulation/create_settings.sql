-- answers: that the warehouse holds the simulated platform, and which one
-- grain: one row
-- parameters: seed integer, scale double, days integer, version text
-- tables: simulation_settings
-- dialect: duckdb
create table simulation_settings as
select
    cast(:seed as bigint) as seed,
    cast(:scale as double) as scale,
    cast(:days as integer) as days,
    cast(:version as varchar) as built_by_version
