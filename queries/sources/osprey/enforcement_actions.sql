-- answers: the labels Osprey's rules put on entities, and which of them people took off again
-- grain: one label put on one type of entity by one event; at most eight label changes of an event are read
-- parameters: none
-- tables: public.stored_execution_result, public.rules, public.entity_labels
-- notes: the entity's id is the feature named after its type (User: UserId), for its type alone is recorded with the
-- label. Which rule put the label there is not recorded: rule_id is named when one rule alone matched. A label a person
-- removed afterwards (status 2) is an action taken back at that time, the nearest Osprey has to a false positive. Only a
-- removal that still stands is seen. Earlier commits of Osprey numbered the statuses otherwise. Verdicts are answers to
-- the caller, who decides what they mean: they are no actions here.
with
numbers as (
    select number.position
    from (values (1), (2), (3), (4), (5), (6), (7), (8)) as number (position)
),
results as (
    select
        stored.id,
        stored.payload ->> '$.extracted_features' as features,
        cast(cast(stored.payload ->> '$.timestamp' as timestamptz) as timestamp) as happened_at
    from public.stored_execution_result as stored
),
changes as (
    select
        results.id,
        results.features,
        results.happened_at,
        translate(
            split_part(
                split_part(split_part(results.features, '"__entity_label_mutations": [', 2), ']', 1),
                ', ',
                numbers.position
            ),
            '"',
            ''
        ) as label_change
    from results
    cross join numbers
),
additions as (
    -- The same label may be added by several rules of one event.
    select distinct
        changes.id,
        changes.features,
        changes.happened_at,
        split_part(changes.label_change, '/', 1) as entity_type,
        split_part(changes.label_change, '/', 2) as label
    from changes
    where changes.label_change <> '' and split_part(changes.label_change, '/', 3) = '1'
),
entities as (
    select
        additions.id,
        additions.features,
        additions.happened_at,
        additions.entity_type,
        additions.label,
        nullif(
            nullif(
                translate(
                    split_part(
                        split_part(additions.features, '"' || additions.entity_type || 'Id": ', 2), ',', 1
                    ),
                    '"} ',
                    ''
                ),
                'null'
            ),
            ''
        ) as entity_id
    from additions
),
lone_rules as (
    select
        results.id,
        min(written.rule_name) as rule_name
    from results
    inner join public.rules as written
        on written.deployed_at is not null
        and strpos(results.features, '"' || written.rule_name || '": true') > 0
    group by results.id
    having count(*) = 1
),
labelled as (
    select
        kept.entity_key,
        replace(replace(cast(kept.labels as varchar), '": ', '":'), ', "', ',"') as labels_text
    from public.entity_labels as kept
),
states as (
    select
        entities.id,
        entities.happened_at,
        entities.entity_type,
        entities.entity_id,
        entities.label,
        entities.features,
        split_part(labelled.labels_text, '"' || entities.label || '":{', 2) as state
    from entities
    left join labelled on labelled.entity_key = entities.entity_type || '/' || entities.entity_id
),
removals as (
    select
        states.id,
        states.happened_at,
        states.entity_type,
        states.entity_id,
        states.label,
        states.features,
        case
            when split_part(split_part(states.state, '"status":', 2), ',', 1) = '2'
                then
                    cast(
                        cast(
                            nullif(split_part(split_part(states.state, '"created_at":"', 2), '"', 1), '') as timestamptz
                        ) as timestamp
                    )
        end as removed_at
    from states
)
select
    cast(removals.id as varchar) || '/' || removals.entity_type || '/' || removals.label as action_id,
    cast(removals.id as varchar) as content_id,
    coalesce(removals.entity_id, cast(removals.id as varchar)) as creator_id,
    cast(null as varchar) as policy_id,
    lone_rules.rule_name as rule_id,
    'automated' as detection_source,
    'label' as action_type,
    cast(null as varchar) as decision_ground,
    lower(
        coalesce(nullif(split_part(split_part(removals.features, '"ActionName": "', 2), '"', 1), ''), 'event')
    ) as content_type,
    'ZZ' as market,
    removals.happened_at as content_created_at,
    removals.happened_at as detected_at,
    removals.happened_at as actioned_at,
    true as automated_detection,
    'full' as automated_decision,
    cast(null as varchar) as reviewer_id,
    case when removals.removed_at >= removals.happened_at then removals.removed_at end as reversed_at,
    false as failed
from removals
left join lone_rules on lone_rules.id = removals.id
