-- answers: what items Coop has seen
-- grain: one item, known by the platform's own id; what was submitted several times counts once
-- parameters: none
-- tables: analytics.CONTENT_API_REQUESTS, REPORTING_SERVICE.REPORTS, public.item_types, public.orgs,
-- public.org_settings
-- notes: created_at is when Coop first received the item, which is when it was made where items are sent as they are
-- made. Requests that failed are left out. Market and language are in the item's own fields, which differ by platform.
-- Ids are the platform's own, so that its counts of views fit; two types of item that share an id are taken as one.
with
organisations as (
    select orgs.id as org_id
    from public.orgs as orgs
    left join public.org_settings as settings on settings.org_id = orgs.id
    where not coalesce(settings.is_demo_org, false)
),
seen as (
    select
        sent.org_id,
        sent.item_id,
        sent.item_type_id,
        sent.item_type_kind,
        sent.item_creator_id,
        cast(sent.ts as timestamp) as seen_at
    from analytics.CONTENT_API_REQUESTS as sent
    where sent.event = 'REQUEST_SUCCEEDED'
    union all
    select
        reported.org_id,
        reported.reported_item_id as item_id,
        reported.reported_item_type_id as item_type_id,
        reported.reported_item_type_kind as item_type_kind,
        cast(null as varchar) as item_creator_id,
        cast(reported.ts as timestamp) as seen_at
    from REPORTING_SERVICE.REPORTS as reported
)
select
    seen.item_id as content_id,
    coalesce(max(cast(seen.item_creator_id as varchar)), seen.item_id) as creator_id,
    min(lower(coalesce(item_types.name, seen.item_type_kind))) as content_type,
    'ZZ' as market,
    cast(null as varchar) as language,
    min(seen.seen_at) as created_at
from seen
inner join organisations on organisations.org_id = seen.org_id
left join public.item_types as item_types on item_types.id = seen.item_type_id
group by seen.item_id
