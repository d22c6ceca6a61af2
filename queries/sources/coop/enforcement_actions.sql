-- answers: the actions Coop carried out on items, or tried to
-- grain: one action on one item by one event; rows written twice and retries count once, a success before a failure
-- parameters: none
-- tables: analytics.ACTION_EXECUTIONS, analytics.CONTENT_API_REQUESTS, REPORTING_SERVICE.APPEALS,
-- manual_review_tool.flattened_job_creations, manual_review_tool.manual_review_decisions, public.actions,
-- public.item_types, public.orgs, public.org_settings
-- notes: Coop's `policies` is the union over every rule that matched, also those that did not lead to this action; here
-- the policy is the first of the rules that did, and for people's actions the first they named. `policy_ids` is a
-- column nothing writes. An action whose webhook failed is in the log like any other: failed is true. Sending an item
-- to review and answering an appeal are logged as actions too, and left out. Edit the CASE of action_type to your own
-- actions. reversed_at is when an appeal against the action was accepted.
with
organisations as (
    select orgs.id as org_id
    from public.orgs as orgs
    left join public.org_settings as settings on settings.org_id = orgs.id
    where not coalesce(settings.is_demo_org, false)
),
executions as (
    select
        logged.correlation_id || '/' || logged.action_id || '/' || coalesce(logged.item_type_id, '') || '/'
        || coalesce(logged.item_id, '') as action_key,
        logged.org_id as org_id,
        logged.action_id as kind_id,
        lower(logged.action_name) as kind_name,
        logged.action_source,
        logged.item_id,
        logged.item_type_id,
        logged.item_type_kind,
        logged.item_creator_id,
        logged.actor_id,
        logged.job_id,
        replace(cast(logged.rules as varchar), '": ', '":') as rules_text,
        replace(cast(logged.policies as varchar), '": ', '":') as policies_text,
        cast(logged.ts as timestamp) as acted_at,
        cast(logged.failed as integer) = 1 as has_failed
    from analytics.ACTION_EXECUTIONS as logged
    inner join organisations on organisations.org_id = logged.org_id
    left join public.actions as kinds on kinds.id = logged.action_id
    where
        coalesce(logged.rule_environment, 'LIVE') not in ('BACKGROUND', 'BACKTEST')
        and coalesce(cast(kinds.action_type as varchar), 'CUSTOM_ACTION') = 'CUSTOM_ACTION'
    qualify
        row_number() over (
            partition by
                logged.org_id, logged.correlation_id, logged.action_id, logged.item_type_id, logged.item_id
            order by cast(logged.failed as integer), logged.ts
        ) = 1
),
jobs as (
    -- The view has a row for every rule and policy of a job.
    select
        created.org_id,
        created.id as job_id,
        min(created.source_kind) as source_kind,
        min(cast(created.created_at as timestamp)) as enqueued_at
    from manual_review_tool.flattened_job_creations as created
    group by created.org_id, created.id
),
submissions as (
    select
        sent.org_id,
        sent.item_type_id,
        sent.item_id,
        min(cast(sent.ts as timestamp)) as first_sent_at
    from analytics.CONTENT_API_REQUESTS as sent
    where sent.event = 'REQUEST_SUCCEEDED'
    group by sent.org_id, sent.item_type_id, sent.item_id
),
acceptances as (
    select
        answered.org_id,
        answered.appeal_key,
        min(answered.answered_at) as answered_at
    from (
        select
            decided.org_id,
            cast(decided.created_at as timestamp) as answered_at,
            translate(cast(decided.decision_components as varchar), '"''\ ', '') as components,
            split_part(
                split_part(
                    split_part(
                        translate(cast(decided.decision_components as varchar), '"''\ ', ''), 'appealId:', 2
                    ),
                    '}',
                    1
                ),
                ',',
                1
            ) as appeal_key
        from manual_review_tool.manual_review_decisions as decided
    ) as answered
    where strpos(answered.components, 'ACCEPT_APPEAL') > 0
    group by answered.org_id, answered.appeal_key
),
reversals as (
    select
        appealed.action_key,
        min(appealed.answered_at) as answered_at
    from (
        select
            executions.action_key,
            acceptances.answered_at
        from REPORTING_SERVICE.APPEALS as filed
        inner join acceptances
            on acceptances.org_id = filed.org_id and acceptances.appeal_key = translate(filed.appeal_id, '"''\ ', '')
        inner join executions
            on executions.org_id = filed.org_id
            and executions.item_type_id = filed.actioned_item_type_id
            and executions.item_id = filed.actioned_item_id
            and executions.acted_at <= cast(filed.appealed_at as timestamp)
            and strpos(
                ',' || translate(cast(filed.actions_taken as varchar), '[]{}"'' ', '') || ',',
                ',' || executions.kind_id || ','
            ) > 0
        qualify
            row_number() over (
                partition by filed.org_id, filed.appeal_id
                order by filed.appealed_at, filed.ts, executions.acted_at desc, executions.action_key
            ) = 1
    ) as appealed
    group by appealed.action_key
)
select
    executions.action_key as action_id,
    coalesce(executions.item_id, executions.action_key) as content_id,
    coalesce(executions.item_creator_id, executions.item_id, executions.action_key) as creator_id,
    coalesce(
        nullif(split_part(split_part(executions.rules_text, '"policies":[{"id":"', 2), '"', 1), ''),
        nullif(split_part(split_part(executions.policies_text, '"id":"', 2), '"', 1), '')
    ) as policy_id,
    nullif(split_part(split_part(executions.rules_text, '"id":"', 2), '"', 1), '') as rule_id,
    case
        when executions.action_source = 'submit-report' then 'user_report'
        when executions.action_source = 'mrt-decision' and jobs.source_kind = 'REPORT' then 'user_report'
        when executions.action_source = 'mrt-decision' and jobs.source_kind = 'RULE_EXECUTION' then 'automated'
        when executions.action_source in ('mrt-decision', 'manual-action-run', 'post-actions', 'submit-appeal')
            then 'internal'
        else 'automated'
    end as detection_source,
    case
        when executions.kind_name like '%terminate%' or executions.kind_name like '%delete account%'
            then 'terminate_account'
        when executions.kind_name like '%ban%' or executions.kind_name like '%suspend%' then 'suspend_account'
        when executions.kind_name like '%age%restrict%' then 'age_restrict'
        when executions.kind_name like '%mute%' or executions.kind_name like '%restrict%' then 'restrict_interaction'
        when executions.kind_name like '%demonet%' then 'demonetise'
        when executions.kind_name like '%demote%' or executions.kind_name like '%downrank%' then 'demote'
        when executions.kind_name like '%hide%' or executions.kind_name like '%disable%' then 'disable'
        when executions.kind_name like '%label%' or executions.kind_name like '%blur%' then 'label'
        when executions.kind_name like '%warn%' then 'warn'
        when executions.item_type_kind = 'USER' then 'suspend_account'
        else 'remove'
    end as action_type,
    cast(null as varchar) as decision_ground,
    lower(coalesce(item_types.name, executions.item_type_kind)) as content_type,
    'ZZ' as market,
    submissions.first_sent_at as content_created_at,
    case when executions.action_source = 'mrt-decision' then jobs.enqueued_at else executions.acted_at end
        as detected_at,
    executions.acted_at as actioned_at,
    case
        when executions.action_source = 'mrt-decision' then coalesce(jobs.source_kind, '') = 'RULE_EXECUTION'
        else executions.action_source not in ('submit-report', 'manual-action-run', 'post-actions', 'submit-appeal')
    end as automated_detection,
    case
        when executions.action_source in ('mrt-decision', 'manual-action-run', 'post-actions') then 'none'
        else 'full'
    end as automated_decision,
    case
        when executions.action_source in ('mrt-decision', 'manual-action-run') then nullif(executions.actor_id, '')
    end as reviewer_id,
    reversals.answered_at as reversed_at,
    executions.has_failed as failed
from executions
left join jobs on jobs.org_id = executions.org_id and jobs.job_id = executions.job_id
left join public.item_types as item_types on item_types.id = executions.item_type_id
left join submissions
    on submissions.org_id = executions.org_id
    and submissions.item_type_id = executions.item_type_id
    and submissions.item_id = executions.item_id
left join reversals on reversals.action_key = executions.action_key
