-- answers: how many events each rule looked at and matched on a day
-- grain: one rule on one UTC day and name of event
-- parameters: none
-- tables: public.stored_execution_result, public.rules
-- notes: a rule whose result is null did not run, so the event does not count. Osprey keeps no version of a rule with its
-- results. If the store keeps a sample of the events only, so do these counts.
with
results as (
    select
        stored.id,
        stored.payload ->> '$.extracted_features' as features,
        cast(cast(cast(stored.payload ->> '$.timestamp' as timestamptz) as timestamp) as date) as happened_on
    from public.stored_execution_result as stored
),
runs as (
    select
        results.happened_on,
        written.rule_name,
        lower(
            coalesce(nullif(split_part(split_part(results.features, '"ActionName": "', 2), '"', 1), ''), 'event')
        ) as event_kind,
        coalesce(
            nullif(
                nullif(
                    translate(split_part(split_part(results.features, '"UserId": ', 2), ',', 1), '"} ', ''), 'null'
                ),
                ''
            ),
            cast(results.id as varchar)
        ) as user_key,
        case when strpos(results.features, '"' || written.rule_name || '": true') > 0 then 1 else 0 end as is_hit
    from results
    inner join public.rules as written
        on written.deployed_at is not null
        and (
            strpos(results.features, '"' || written.rule_name || '": true') > 0
            or strpos(results.features, '"' || written.rule_name || '": false') > 0
        )
)
select
    runs.happened_on as day,
    runs.rule_name as rule_id,
    cast(null as varchar) as version,
    'ZZ' as market,
    runs.event_kind as content_type,
    count(*) as evaluations,
    cast(sum(runs.is_hit) as bigint) as hits,
    count(distinct case when runs.is_hit = 1 then runs.user_key end) as hit_creators
from runs
group by runs.happened_on, runs.rule_name, runs.event_kind
