-- answers: which events the rules matched
-- grain: one rule on one event
-- parameters: none
-- tables: public.stored_execution_result, public.rules
-- notes: a rule's result is a feature of its name: true, false, or null when it did not run. The text is searched for the
-- name in quotes as Osprey writes it; what a user typed has its quotes escaped there and cannot pass for a result.
with
results as (
    select
        stored.id,
        stored.payload ->> '$.extracted_features' as features,
        cast(cast(stored.payload ->> '$.timestamp' as timestamptz) as timestamp) as happened_at
    from public.stored_execution_result as stored
)
select
    cast(results.id as varchar) || '/' || written.rule_name as hit_id,
    results.happened_at as hit_at,
    written.rule_name as rule_id,
    cast(results.id as varchar) as content_id,
    cast(null as double) as score,
    false as is_shadow,
    cast(null as varchar) as action_id
from results
inner join public.rules as written
    on written.deployed_at is not null
    and strpos(results.features, '"' || written.rule_name || '": true') > 0
