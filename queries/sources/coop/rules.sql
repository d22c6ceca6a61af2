-- answers: the rules of the organisation: those on content, those on reports, and deleted ones
-- grain: one rule
-- parameters: none
-- tables: public.rules, public.rules_history, public.rules_and_policies, public.rules_and_policies_history,
-- reporting_rules.reporting_rules, reporting_rules.reporting_rules_to_policies, public.orgs, public.org_settings
-- notes: the status in the table holds while the rule has not expired; a rule past its expiry is retired. A draft has no
-- consequence: shadow. Of several policies the one with the smallest id counts, `none` when there is none. How a rule
-- detects is read from the names of the signals in its conditions. When it first went live is not recorded.
with
organisations as (
    select orgs.id as org_id
    from public.orgs as orgs
    left join public.org_settings as settings on settings.org_id = orgs.id
    where not coalesce(settings.is_demo_org, false)
),
deleted as (
    select
        past.id,
        past.org_id,
        past.name,
        past.condition_set,
        cast(
            cast(translate(split_part(cast(past.sys_period as varchar), ',', 2), '")', '') as timestamptz) as timestamp
        ) as ended_at
    from public.rules_history as past
    where not exists (select 1 from public.rules as rules where rules.id = past.id)
    qualify row_number() over (partition by past.id order by cast(past.sys_period as varchar) desc) = 1
),
all_rules as (
    select
        rules.id,
        rules.org_id,
        rules.name,
        cast(rules.condition_set as varchar) as conditions,
        'proactive' as mode,
        case
            when cast(rules.expiration_time as timestamp) <= cast(current_timestamp as timestamp) then 'retired'
            when rules.status_if_unexpired = 'LIVE' then 'live'
            when rules.status_if_unexpired in ('BACKGROUND', 'DRAFT') then 'shadow'
            else 'retired'
        end as status,
        case
            when cast(rules.expiration_time as timestamp) <= cast(current_timestamp as timestamp)
                then cast(rules.expiration_time as timestamp)
        end as retired_at
    from public.rules as rules
    union all
    select
        deleted.id,
        deleted.org_id,
        deleted.name,
        cast(deleted.condition_set as varchar) as conditions,
        'proactive' as mode,
        'retired' as status,
        deleted.ended_at as retired_at
    from deleted
    union all
    select
        reporting.id,
        reporting.org_id,
        reporting.name,
        cast(reporting.condition_set as varchar) as conditions,
        'reactive' as mode,
        case cast(reporting.status as varchar)
            when 'LIVE' then 'live' when 'ARCHIVED' then 'retired' else 'shadow'
        end as status,
        cast(null as timestamp) as retired_at
    from reporting_rules.reporting_rules as reporting
),
links as (
    select linked.rule_id, linked.policy_id
    from public.rules_and_policies as linked
    union all
    select past.rule_id, past.policy_id
    from public.rules_and_policies_history as past
    inner join deleted on deleted.id = past.rule_id
    union all
    select reporting.reporting_rule_id as rule_id, reporting.policy_id
    from reporting_rules.reporting_rules_to_policies as reporting
),
first_policies as (
    select links.rule_id, min(cast(links.policy_id as varchar)) as first_policy_id
    from links
    group by links.rule_id
)
select
    all_rules.id as rule_id,
    all_rules.name,
    coalesce(first_policies.first_policy_id, 'none') as policy_id,
    case
        when
            strpos(all_rules.conditions, 'OPEN_AI') > 0
            or strpos(all_rules.conditions, 'ZENTROPI') > 0
            or strpos(all_rules.conditions, 'CONTENT_SAFETY') > 0
            then 'model'
        when
            strpos(all_rules.conditions, 'IMAGE_EXACT_MATCH') > 0
            or strpos(all_rules.conditions, 'IMAGE_SIMILARITY') > 0
            then 'hash_match'
        when strpos(all_rules.conditions, 'TEXT_MATCHING') > 0 then 'keyword'
        else 'heuristic'
    end as detection,
    all_rules.mode,
    all_rules.status,
    cast(null as varchar) as owner,
    cast(null as double) as threshold,
    cast(null as timestamp) as launched_at,
    all_rules.retired_at
from all_rules
inner join organisations on organisations.org_id = all_rules.org_id
left join first_policies on first_policies.rule_id = all_rules.id
