-- answers: where the n-th place of a content is, by its kind, home market and main surface
-- grain: one kind, home market, main surface and place
-- parameters: none
-- tables: staged
-- dialect: duckdb; `staged` is a registered Arrow table
create or replace temp table simulation_places as
select
    kind_code::utinyint as kind_code,
    home_code::utinyint as home_code,
    first_surface::utinyint as first_surface,
    place::utinyint as place,
    market_code::utinyint as market_code,
    surface_code::utinyint as surface_code
from staged
