-- answers: nothing yet; total views by everything that is known of them
-- grain: one day, place, kind of content, stratum, true policy, planted campaign, and whether it is found in the end
-- parameters: none
-- tables: simulation_totals
-- dialect: duckdb
create temp table simulation_totals (
    day_number smallint,
    market_code utinyint,
    surface_code utinyint,
    kind_code utinyint,
    stratum_code utinyint,
    policy_code utinyint,
    event_code utinyint,
    is_found boolean,
    impressions bigint
)
