-- answers: the policies of the organisation, deleted ones too
-- grain: one policy, and one named `none` for rules that have no policy
-- parameters: none
-- tables: public.policies, public.policy_history, public.orgs, public.org_settings
-- notes: a deleted policy lives on in the history only, with its last name; actions taken under it still name it. Coop
-- has a penalty and no severity: NONE and LOW are 1, MEDIUM 2, HIGH 3, SEVERE 4. The area is the parent's name.
with
organisations as (
    select orgs.id as org_id
    from public.orgs as orgs
    left join public.org_settings as settings on settings.org_id = orgs.id
    where not coalesce(settings.is_demo_org, false)
),
versions as (
    select policies.id, policies.org_id, policies.parent_id, policies.name, policies.penalty, 1 as is_current, '' as period
    from public.policies as policies
    union all
    select past.id, past.org_id, past.parent_id, past.name, past.penalty, 0 as is_current, cast(past.sys_period as varchar)
    from public.policy_history as past
),
latest as (
    select
        versions.id,
        versions.parent_id,
        versions.name,
        cast(versions.penalty as varchar) as penalty
    from versions
    inner join organisations on organisations.org_id = versions.org_id
    qualify row_number() over (partition by versions.id order by versions.is_current desc, versions.period desc) = 1
)
select
    latest.id as policy_id,
    latest.parent_id as parent_policy_id,
    latest.name,
    coalesce(parents.name, latest.name) as area,
    case latest.penalty when 'SEVERE' then 4 when 'HIGH' then 3 when 'MEDIUM' then 2 else 1 end as severity,
    cast(null as varchar) as dsa_category,
    cast(null as varchar) as dsa_keyword
from latest
left join latest as parents on parents.id = latest.parent_id
union all
select
    'none' as policy_id,
    cast(null as varchar) as parent_policy_id,
    'No policy named' as name,
    'No policy named' as area,
    1 as severity,
    cast(null as varchar) as dsa_category,
    cast(null as varchar) as dsa_keyword
