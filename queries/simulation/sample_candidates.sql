-- answers: which views the label sample may hold: rows of which at least one view is drawn at a rate above the wanted one
-- grain: one content on one day in one place
-- parameters: seed integer
-- tables: simulation_views, sample_rates
-- dialect: duckdb; `sample_rates` is a registered Arrow table; randomness is a hash of the row and the seed
with drawn as (
    select
        views.*,
        rates.rate,
        hash(views.number, views.day_number, views.market_code, views.surface_code, :seed) as luck
    from simulation_views as views
    inner join sample_rates as rates
        on views.day_number = rates.day_number and views.stratum_code = rates.stratum_code
)
select
    number,
    day_number::integer as day_number,
    market_code::integer as market_code,
    surface_code::integer as surface_code,
    kind_code::integer as kind_code,
    stratum_code::integer as stratum_code,
    impressions,
    rate,
    (luck >> 11) / 9007199254740992.0 as u
from drawn
-- The chance that none of its views is drawn.
where (luck >> 11) / 9007199254740992.0 >= power(1 - rate, impressions)
order by day_number, stratum_code, number, market_code, surface_code
