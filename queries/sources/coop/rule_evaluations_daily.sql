-- answers: how many items each rule looked at and matched on a day, from the log of every run
-- grain: one rule version on one UTC day and type of item; an item that ran several times that day counts once
-- parameters: none
-- tables: analytics.RULE_EXECUTIONS, REPORTING_SERVICE.REPORTING_RULE_EXECUTIONS, public.item_types, public.orgs,
-- public.org_settings
-- notes: Coop has tables of statistics that nothing fills any more, so they are built again from the raw rows. Rows
-- written twice and resubmitted items count once by themselves. Backtests are no evaluations; background runs are.
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
        ran.rule_version,
        ran.item_id,
        ran.item_type_id,
        ran.item_type_kind,
        ran.item_creator_id,
        ran.passed,
        ran.ts
    from analytics.RULE_EXECUTIONS as ran
    where ran.environment <> 'BACKTEST'
    union all
    select
        ran.org_id,
        ran.rule_id,
        ran.rule_version,
        ran.item_id,
        ran.item_type_id,
        ran.item_type_kind,
        ran.item_creator_id,
        ran.passed,
        ran.ts
    from REPORTING_SERVICE.REPORTING_RULE_EXECUTIONS as ran
    where ran.rule_environment <> 'BACKTEST'
),
items as (
    select
        cast(cast(runs.ts as timestamp) as date) as run_day,
        runs.rule_id,
        cast(date_trunc('second', cast(runs.rule_version as timestamp)) as varchar) as rule_second,
        lower(coalesce(item_types.name, runs.item_type_kind)) as item_kind,
        runs.item_type_id,
        runs.item_id,
        max(cast(runs.passed as integer)) as is_hit,
        coalesce(max(cast(runs.item_creator_id as varchar)), runs.item_id) as creator
    from runs
    inner join organisations on organisations.org_id = runs.org_id
    left join public.item_types as item_types on item_types.id = runs.item_type_id
    group by
        cast(cast(runs.ts as timestamp) as date),
        runs.rule_id,
        cast(date_trunc('second', cast(runs.rule_version as timestamp)) as varchar),
        lower(coalesce(item_types.name, runs.item_type_kind)),
        runs.item_type_id,
        runs.item_id
)
select
    items.run_day as day,
    items.rule_id,
    items.rule_second as version,
    'ZZ' as market,
    items.item_kind as content_type,
    count(*) as evaluations,
    cast(sum(items.is_hit) as bigint) as hits,
    count(distinct case when items.is_hit = 1 then items.creator end) as hit_creators
from items
group by items.run_day, items.rule_id, items.rule_second, items.item_kind
