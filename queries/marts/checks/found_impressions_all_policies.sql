-- answers: on which days marts.found_impressions_all_policies and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: enforcement_actions, content_impressions, marts.found_impressions_all_policies
with ranked as (
    select
        content_id,
        cast(actioned_at as date) as action_day,
        reversed_at,
        row_number() over (partition by content_id order by actioned_at, action_id) as turn
    from enforcement_actions
    where not failed
),
source as (
    select
        ranked.action_day as sum_day,
        sum(content_impressions.impressions) as impressions,
        sum(case when ranked.reversed_at is not null then content_impressions.impressions else 0 end)
            as reversed_impressions,
        -- Everything, and 4 dimensions.
        5 * sum(content_impressions.impressions) as impressions_by_dimension
    from content_impressions
    inner join ranked on content_impressions.content_id = ranked.content_id
    where
        ranked.turn = 1
        and ranked.action_day >= :since and ranked.action_day < :until
        and content_impressions.day <= ranked.action_day
        and content_impressions.day >= cast(ranked.action_day - interval 180 day as date)
    group by ranked.action_day
),
built as (
    select
        action_day as sum_day,
        sum(case when dimension = 'all' then impressions else 0 end) as impressions,
        sum(case when dimension = 'all' then reversed_impressions else 0 end) as reversed_impressions,
        sum(impressions) as impressions_by_dimension
    from marts.found_impressions_all_policies
    where action_day >= :since and action_day < :until
    group by action_day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.impressions, 0) as contract_impressions,
    coalesce(built.impressions, 0) as mart_impressions,
    coalesce(source.reversed_impressions, 0) as contract_reversed_impressions,
    coalesce(built.reversed_impressions, 0) as mart_reversed_impressions,
    coalesce(source.impressions_by_dimension, 0) as contract_impressions_by_dimension,
    coalesce(built.impressions_by_dimension, 0) as mart_impressions_by_dimension
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.impressions, 0) <> coalesce(built.impressions, 0)
    or coalesce(source.reversed_impressions, 0) <> coalesce(built.reversed_impressions, 0)
    or coalesce(source.impressions_by_dimension, 0) <> coalesce(built.impressions_by_dimension, 0)
order by differing_day
