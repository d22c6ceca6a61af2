-- answers: how many views each stratum has on each day
-- grain: one day and stratum
-- parameters: missing_day integer
-- tables: simulation_totals
-- dialect: duckdb
select
    day_number::integer as day_number,
    stratum_code::integer as stratum_code,
    sum(impressions)::bigint as impressions
from simulation_totals
where day_number <> :missing_day
group by all
order by all
