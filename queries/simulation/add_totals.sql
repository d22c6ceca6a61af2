-- answers: adds the views of a block to the totals
-- grain: one day, place, kind of content, stratum, true policy, planted campaign, and whether it is found in the end
-- parameters: none
-- tables: block_views
-- dialect: duckdb
insert into simulation_totals
select
    day_number,
    market_code,
    surface_code,
    kind_code,
    stratum_code,
    policy_code,
    event_code,
    is_found,
    sum(impressions) as impressions
from block_views
group by all
