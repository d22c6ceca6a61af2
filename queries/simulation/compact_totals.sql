-- answers: adds up the totals of all blocks
-- grain: one day, place, kind of content, stratum, true policy, planted campaign, and whether it is found in the end
-- parameters: none
-- tables: simulation_totals
-- dialect: duckdb
create or replace temp table simulation_totals as
select
    day_number,
    market_code,
    surface_code,
    kind_code,
    stratum_code,
    policy_code,
    event_code,
    is_found,
    sum(impressions)::bigint as impressions
from simulation_totals
group by all
