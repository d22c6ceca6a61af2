-- answers: which items the rules matched, and the action each match led to
-- grain: one rule on one item by one event; rows written twice count once
-- parameters: none
-- tables: analytics.RULE_EXECUTIONS, REPORTING_SERVICE.REPORTING_RULE_EXECUTIONS, analytics.ACTION_EXECUTIONS,
-- public.actions, public.orgs, public.org_settings
-- notes: a background run has no consequence: is_shadow. Backtests are left out. Manual runs and retroaction do act. The
-- action is found by event, item and the rule named in it; of several the smallest id. The log holds no score.
with
organisations as (
    select orgs.id as org_id
    from public.orgs as orgs
    left join public.org_settings as settings on settings.org_id = orgs.id
    where not coalesce(settings.is_demo_org, false)
),
runs as (
    select
        ran.org_id,
        ran.rule_id,
        ran.environment,
        ran.correlation_id,
        ran.item_id,
        ran.item_type_id,
        ran.passed,
        ran.ts
    from analytics.RULE_EXECUTIONS as ran
    union all
    select
        ran.org_id,
        ran.rule_id,
        ran.rule_environment as environment,
        ran.correlation_id,
        ran.item_id,
        ran.item_type_id,
        ran.passed,
        ran.ts
    from REPORTING_SERVICE.REPORTING_RULE_EXECUTIONS as ran
),
hits as (
    select
        coalesce(runs.correlation_id, cast(runs.ts as varchar)) || '/' || runs.rule_id || '/' || runs.item_type_id || '/'
        || runs.item_id as hit_key,
        runs.org_id,
        runs.rule_id,
        runs.correlation_id,
        runs.item_id,
        runs.item_type_id,
        runs.environment = 'BACKGROUND' as is_background,
        cast(runs.ts as timestamp) as matched_at
    from runs
    inner join organisations on organisations.org_id = runs.org_id
    where cast(runs.passed as integer) = 1 and runs.environment <> 'BACKTEST'
    qualify
        row_number() over (
            partition by
                coalesce(runs.correlation_id, cast(runs.ts as varchar)), runs.rule_id, runs.item_type_id, runs.item_id
            order by runs.ts
        ) = 1
),
executions as (
    select distinct
        logged.correlation_id || '/' || logged.action_id || '/' || coalesce(logged.item_type_id, '') || '/'
        || coalesce(logged.item_id, '') as action_key,
        logged.org_id as org_id,
        logged.correlation_id,
        logged.item_id,
        logged.item_type_id,
        replace(cast(logged.rules as varchar), '": ', '":') as rules_text
    from analytics.ACTION_EXECUTIONS as logged
    left join public.actions as kinds on kinds.id = logged.action_id
    where
        coalesce(logged.rule_environment, 'LIVE') not in ('BACKGROUND', 'BACKTEST')
        and coalesce(cast(kinds.action_type as varchar), 'CUSTOM_ACTION') = 'CUSTOM_ACTION'
),
consequences as (
    select hits.hit_key, min(executions.action_key) as action_key
    from hits
    inner join executions
        on executions.org_id = hits.org_id
        and executions.correlation_id = hits.correlation_id
        and executions.item_type_id = hits.item_type_id
        and executions.item_id = hits.item_id
        and strpos(executions.rules_text, '"id":"' || hits.rule_id || '"') > 0
    where not hits.is_background
    group by hits.hit_key
)
select
    hits.hit_key as hit_id,
    hits.matched_at as hit_at,
    hits.rule_id,
    hits.item_id as content_id,
    cast(null as double) as score,
    hits.is_background as is_shadow,
    consequences.action_key as action_id
from hits
left join consequences on consequences.hit_key = hits.hit_key
