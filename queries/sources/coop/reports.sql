-- answers: what users reported, and what was decided
-- grain: one report; rows written twice count once
-- parameters: none
-- tables: REPORTING_SERVICE.REPORTS, analytics.ACTION_EXECUTIONS, manual_review_tool.dim_mrt_decisions,
-- manual_review_tool.job_creations, manual_review_tool.manual_review_queues, public.actions, public.orgs,
-- public.org_settings
-- notes: reports a rule filed are no notices and are left out. A report is decided by the first decision on its item
-- after it came in. The view of decisions drops an action taken without a policy; such decisions come from the log of
-- actions. Handing a job on is no decision. When a reviewer first opened a report is not kept by every version: NULL.
with
organisations as (
    select orgs.id as org_id
    from public.orgs as orgs
    left join public.org_settings as settings on settings.org_id = orgs.id
    where not coalesce(settings.is_demo_org, false)
),
notices as (
    select
        sent.org_id,
        sent.request_id,
        sent.reported_item_id as item_id,
        sent.reported_item_type_id as item_type_id,
        sent.reporter_user_id,
        nullif(sent.policy_id, '') as named_policy_id,
        cast(sent.reported_at as timestamp) as came_at
    from REPORTING_SERVICE.REPORTS as sent
    inner join organisations on organisations.org_id = sent.org_id
    where sent.reporter_kind = 'user'
    qualify row_number() over (partition by sent.org_id, sent.request_id order by sent.reported_at, sent.ts) = 1
),
executions as (
    select
        logged.org_id,
        logged.job_id,
        logged.item_id,
        logged.item_type_id,
        min(
            logged.correlation_id || '/' || logged.action_id || '/' || coalesce(logged.item_type_id, '') || '/'
            || coalesce(logged.item_id, '')
        ) as action_key,
        min(cast(logged.ts as timestamp)) as acted_at
    from analytics.ACTION_EXECUTIONS as logged
    left join public.actions as kinds on kinds.id = logged.action_id
    where
        logged.action_source = 'mrt-decision'
        and logged.job_id is not null
        and coalesce(cast(kinds.action_type as varchar), 'CUSTOM_ACTION') = 'CUSTOM_ACTION'
    group by logged.org_id, logged.job_id, logged.item_id, logged.item_type_id
),
components as (
    select
        decided.org_id,
        decided.job_id,
        decided.item_id,
        decided.item_type_id,
        decided.queue_id,
        case when decided.type in ('CUSTOM_ACTION', 'RELATED_ACTION', 'SUBMIT_NCMEC_REPORT') then 1 else 0 end as acts,
        cast(decided.decided_at as timestamp) as decided_at
    from manual_review_tool.dim_mrt_decisions as decided
    where decided.type not in ('TRANSFORM_JOB_AND_RECREATE_IN_QUEUE', 'ACCEPT_APPEAL', 'REJECT_APPEAL')
    union all
    select
        executions.org_id,
        executions.job_id,
        executions.item_id,
        executions.item_type_id,
        created.queue_id,
        1 as acts,
        executions.acted_at as decided_at
    from executions
    left join manual_review_tool.job_creations as created
        on created.org_id = executions.org_id and created.id = executions.job_id
),
decisions as (
    select
        components.org_id,
        components.job_id,
        components.item_id,
        components.item_type_id,
        max(cast(components.queue_id as varchar)) as queue_id,
        max(components.acts) as acts,
        min(components.decided_at) as ended_at
    from components
    group by components.org_id, components.job_id, components.item_id, components.item_type_id
),
first_decisions as (
    select
        notices.org_id,
        notices.request_id,
        decisions.job_id,
        decisions.queue_id,
        decisions.acts,
        decisions.ended_at
    from notices
    inner join decisions
        on decisions.org_id = notices.org_id
        and decisions.item_type_id = notices.item_type_id
        and decisions.item_id = notices.item_id
        and decisions.ended_at >= notices.came_at
    qualify
        row_number() over (
            partition by notices.org_id, notices.request_id order by decisions.ended_at, cast(decisions.job_id as varchar)
        ) = 1
),
last_jobs as (
    select
        created.org_id,
        created.item_id,
        created.item_type_id,
        created.queue_id
    from manual_review_tool.job_creations as created
    qualify
        row_number() over (
            partition by created.org_id, created.item_type_id, created.item_id
            order by created.created_at desc, cast(created.id as varchar)
        ) = 1
)
select
    notices.request_id as report_id,
    notices.item_id as content_id,
    notices.reporter_user_id as reporter_id,
    'user' as reporter_type,
    notices.named_policy_id as policy_id,
    'ZZ' as market,
    coalesce(queues.name, first_decisions.queue_id, last_jobs.queue_id, 'no queue') as queue,
    notices.came_at as reported_at,
    cast(null as timestamp) as first_reviewed_at,
    first_decisions.ended_at as decided_at,
    case first_decisions.acts when 1 then 'action' when 0 then 'no_action' end as decision,
    executions.action_key as action_id
from notices
left join first_decisions
    on first_decisions.org_id = notices.org_id and first_decisions.request_id = notices.request_id
left join last_jobs
    on last_jobs.org_id = notices.org_id
    and last_jobs.item_type_id = notices.item_type_id
    and last_jobs.item_id = notices.item_id
left join manual_review_tool.manual_review_queues as queues
    on queues.id = coalesce(first_decisions.queue_id, last_jobs.queue_id)
left join executions
    on executions.org_id = notices.org_id
    and executions.job_id = first_decisions.job_id
    and executions.item_type_id = notices.item_type_id
    and executions.item_id = notices.item_id
