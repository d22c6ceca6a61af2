-- answers: what people decided in Coop's review tool
-- grain: one item in one job, decided by a person
-- parameters: none
-- tables: manual_review_tool.dim_mrt_decisions, analytics.ACTION_EXECUTIONS, public.actions, public.orgs,
-- public.org_settings
-- notes: jobs Coop closed by itself have no reviewer and are left out; handing a job on is no decision. The view of
-- decisions drops an action taken without a policy; such decisions come from the log of actions. Rejecting an appeal
-- says the item violates, accepting it says it does not. Coop has no golden items and keeps no time spent on a job in
-- every version. Of several policies the one with the smallest id counts.
with
organisations as (
    select orgs.id as org_id
    from public.orgs as orgs
    left join public.org_settings as settings on settings.org_id = orgs.id
    where not coalesce(settings.is_demo_org, false)
),
components as (
    select
        decided.org_id,
        decided.job_id,
        decided.item_id,
        decided.item_type_id,
        decided.reviewer_id,
        decided.policy_id,
        case
            when decided.type in ('CUSTOM_ACTION', 'RELATED_ACTION', 'SUBMIT_NCMEC_REPORT', 'REJECT_APPEAL') then 1
            else 0
        end as violates,
        cast(decided.decided_at as timestamp) as decided_at
    from manual_review_tool.dim_mrt_decisions as decided
    where decided.type not in ('TRANSFORM_JOB_AND_RECREATE_IN_QUEUE', 'AUTOMATIC_CLOSE') and decided.reviewer_id <> ''
    union all
    select
        logged.org_id,
        logged.job_id,
        logged.item_id,
        logged.item_type_id,
        logged.actor_id as reviewer_id,
        cast(null as varchar) as policy_id,
        1 as violates,
        cast(logged.ts as timestamp) as decided_at
    from analytics.ACTION_EXECUTIONS as logged
    left join public.actions as kinds on kinds.id = logged.action_id
    where
        logged.action_source = 'mrt-decision'
        and logged.job_id is not null
        and logged.actor_id <> ''
        and coalesce(cast(kinds.action_type as varchar), 'CUSTOM_ACTION') = 'CUSTOM_ACTION'
)
select
    components.job_id || '/' || components.item_type_id || '/' || components.item_id as decision_id,
    components.item_id as content_id,
    min(cast(components.reviewer_id as varchar)) as reviewer_id,
    case when max(components.violates) = 1 then min(cast(components.policy_id as varchar)) end as policy_id,
    max(components.violates) = 1 as is_violating,
    cast(null as integer) as severity,
    min(components.decided_at) as decided_at,
    cast(null as double) as handle_seconds,
    'production' as purpose,
    cast(null as boolean) as reference_is_violating
from components
inner join organisations on organisations.org_id = components.org_id
group by components.job_id, components.item_type_id, components.item_id
