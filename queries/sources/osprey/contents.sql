-- answers: the events Osprey looked at
-- grain: one event
-- parameters: none
-- tables: public.stored_execution_result
-- notes: the features a rule set extracts differ by platform; UserId is the name Osprey's documentation gives to the
-- account. Where yours is another, change it in every view. The kind of content is the name of the event.
with
results as (
    select
        stored.id,
        stored.payload ->> '$.extracted_features' as features,
        cast(cast(stored.payload ->> '$.timestamp' as timestamptz) as timestamp) as happened_at
    from public.stored_execution_result as stored
),
events as (
    select
        cast(results.id as varchar) as event_key,
        results.happened_at,
        nullif(split_part(split_part(results.features, '"ActionName": "', 2), '"', 1), '') as event_name,
        nullif(
            translate(split_part(split_part(results.features, '"UserId": ', 2), ',', 1), '"} ', ''), 'null'
        ) as user_key
    from results
)
select
    events.event_key as content_id,
    coalesce(nullif(events.user_key, ''), events.event_key) as creator_id,
    lower(coalesce(events.event_name, 'event')) as content_type,
    'ZZ' as market,
    cast(null as varchar) as language,
    events.happened_at as created_at
from events
