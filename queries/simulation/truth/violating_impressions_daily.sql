-- answers: true views of violating content, and how many of them are of content never found
-- grain: one day, market, surface, kind of content, policy and planted campaign
-- parameters: start date, markets texts, surfaces texts, kinds texts, policies texts, events texts
-- tables: simulation_totals
-- dialect: duckdb
create table truth.violating_impressions_daily as
with seen as (
    select
        day_number,
        market_code,
        surface_code,
        kind_code,
        policy_code,
        event_code,
        sum(impressions)::bigint as impressions,
        coalesce(sum(impressions) filter (where not is_found), 0)::bigint as never_found_impressions
    from simulation_totals
    where policy_code > 0
    group by all
)
select
    cast(:start as date) + day_number::integer as day,
    list_extract(:markets, market_code + 1) as market,
    list_extract(:surfaces, surface_code + 1) as surface,
    list_extract(:kinds, kind_code + 1) as content_type,
    list_extract(:policies, policy_code + 1) as policy_id,
    list_extract(:events, event_code + 1) as event,
    impressions,
    never_found_impressions
from seen
order by day_number, market_code, surface_code, kind_code, policy_code, event_code
