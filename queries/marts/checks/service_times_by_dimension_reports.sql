-- answers: on which days marts.service_times_by_dimension and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: reports, service_levels, marts.service_times_by_dimension
with source as (
    select
        cast(reports.reported_at as date) as sum_day,
        count(*) as items,
        -- Everything, and 4 dimensions.
        5 * count(*) as items_by_dimension,
        count(
            case
                when service_levels.measure = 'first_response' then reports.first_reviewed_at
                else reports.decided_at
            end
        ) as done
    from reports
    inner join service_levels
        on reports.queue = service_levels.queue_or_severity and service_levels.applies_to = 'reports'
    where
        reports.reported_at >= :since and reports.reported_at < :until
        and service_levels.measure in ('first_response', 'decision')
    group by cast(reports.reported_at as date)
),
built as (
    select
        day as sum_day,
        sum(case when dimension = 'all' then items else 0 end) as items,
        sum(items) as items_by_dimension,
        sum(case when dimension = 'all' and is_done then items else 0 end) as done
    from marts.service_times_by_dimension
    where day >= :since and day < :until and applies_to = 'reports'
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.items, 0) as contract_items,
    coalesce(built.items, 0) as mart_items,
    coalesce(source.items_by_dimension, 0) as contract_items_by_dimension,
    coalesce(built.items_by_dimension, 0) as mart_items_by_dimension,
    coalesce(source.done, 0) as contract_done,
    coalesce(built.done, 0) as mart_done
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.items, 0) <> coalesce(built.items, 0)
    or coalesce(source.items_by_dimension, 0) <> coalesce(built.items_by_dimension, 0)
    or coalesce(source.done, 0) <> coalesce(built.done, 0)
order by differing_day
