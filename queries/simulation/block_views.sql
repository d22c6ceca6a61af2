-- answers: the views of one block of contents
-- grain: one content on one day in one place, with at least one view
-- parameters: seed integer, demoted_views double
-- tables: plan, simulation_places, simulation_seasons
-- dialect: duckdb; `plan` is a registered Arrow table; randomness is a hash of content, row and seed
create or replace temp table block_views as
with unfolded as (
    select *, unnest(range(first_row, end_row)) as row_number
    from plan
),
placed as (
    select
        *,
        (day_0 + row_number // places)::smallint as day_number,
        (row_number % places)::utinyint as place,
        hash(number, row_number, :seed) as luck
    from unfolded
),
expected as (
    select
        placed.*,
        simulation_places.market_code,
        simulation_places.surface_code,
        intensity
        * power(placed.row_number // places + 1, -0.8)
        / (placed.place + 1)
        * simulation_seasons.factor
        * case when placed.day_number > demoted then :demoted_views else 1.0 end
        -- The share of the day between creation and removal.
        * greatest(0.0, least(placed.day_number + 1.0, ended) - greatest(placed.day_number, created))
        -- From half to one and a half times what is expected.
        * (0.5 + (luck >> 32) / 4294967296.0) as mean_views
    from placed
    inner join simulation_places
        on placed.kind_code = simulation_places.kind_code
        and placed.home_code = simulation_places.home_code
        and placed.first_surface = simulation_places.first_surface
        and placed.place = simulation_places.place
    inner join simulation_seasons
        on simulation_places.market_code = simulation_seasons.market_code
        and simulation_places.surface_code = simulation_seasons.surface_code
        and placed.day_number = simulation_seasons.day_number
)
select
    number::bigint as number,
    day_number,
    market_code,
    surface_code,
    kind_code::utinyint as kind_code,
    stratum_code::utinyint as stratum_code,
    policy_code::utinyint as policy_code,
    event_code::utinyint as event_code,
    is_found,
    -- Rounded up as often as the fraction says.
    floor(mean_views + (luck & 4294967295) / 4294967296.0)::integer as impressions
from expected
where floor(mean_views + (luck & 4294967295) / 4294967296.0) >= 1
