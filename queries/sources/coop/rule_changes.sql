-- answers: when a rule got a new version
-- grain: one version of a rule, named by its UTC second as in rule_evaluations_daily
-- parameters: none
-- tables: public.rule_versions, reporting_rules.reporting_rule_versions, public.orgs, public.org_settings
-- notes: PostgreSQL keeps a version's time to the microsecond and the log of executions to the millisecond, so only the
-- second is compared. Both tables are materialised views; what changed between two versions is not recorded in words.
with
organisations as (
    select orgs.id as org_id
    from public.orgs as orgs
    left join public.org_settings as settings on settings.org_id = orgs.id
    where not coalesce(settings.is_demo_org, false)
),
versions as (
    select
        known.id,
        known.org_id,
        known.status_if_unexpired as status,
        date_trunc('second', cast(known.version as timestamp)) as began_at
    from public.rule_versions as known
    union all
    select
        known.id,
        known.org_id,
        cast(known.status as varchar) as status,
        date_trunc('second', cast(known.version as timestamp)) as began_at
    from reporting_rules.reporting_rule_versions as known
)
select
    versions.id as rule_id,
    cast(versions.began_at as varchar) as version,
    versions.began_at as changed_at,
    'Version with status ' || min(cast(versions.status as varchar)) as change,
    cast(null as double) as threshold
from versions
inner join organisations on organisations.org_id = versions.org_id
group by versions.id, versions.began_at
