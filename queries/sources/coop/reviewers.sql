-- answers: who may review in Coop, by id alone
-- grain: one user of the organisation
-- parameters: none
-- tables: public.users, public.orgs, public.org_settings
-- notes: names and addresses are not read. Coop knows no site, vendor or language.
with
organisations as (
    select orgs.id as org_id
    from public.orgs as orgs
    left join public.org_settings as settings on settings.org_id = orgs.id
    where not coalesce(settings.is_demo_org, false)
)
select
    users.id as reviewer_id,
    'unknown' as site,
    cast(null as varchar) as vendor,
    cast(null as varchar) as languages,
    cast(cast(users.created_at as timestamp) as date) as started_on
from public.users as users
inner join organisations on organisations.org_id = users.org_id
