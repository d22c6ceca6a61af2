-- answers: true exposure, including what was never found
-- grain: one day and policy
-- parameters: none
-- tables: truth.violating_impressions_daily
-- dialect: duckdb
create table truth.exposure_daily as
select
    day,
    policy_id,
    sum(impressions)::bigint as impressions,
    (sum(impressions) - sum(never_found_impressions))::bigint as found_impressions,
    sum(never_found_impressions)::bigint as never_found_impressions
from truth.violating_impressions_daily
group by all
order by all
