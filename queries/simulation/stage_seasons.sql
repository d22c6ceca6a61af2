-- answers: how many views a day brings in a place, relative to an ordinary day
-- grain: one market, surface and day
-- parameters: none
-- tables: staged
-- dialect: duckdb; `staged` is a registered Arrow table
create or replace temp table simulation_seasons as
select
    market_code::utinyint as market_code,
    surface_code::utinyint as surface_code,
    day_number::smallint as day_number,
    factor::float as factor
from staged
