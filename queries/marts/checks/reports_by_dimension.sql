-- answers: on which days marts.reports_by_dimension and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: reports, marts.reports_by_dimension
with source as (
    select
        cast(reported_at as date) as sum_day,
        count(*) as reports,
        sum(case when decision = 'action' then 1 else 0 end) as actioned,
        -- Everything, and 4 dimensions.
        5 * count(*) as reports_by_dimension
    from reports
    where reported_at >= :since and reported_at < :until
    group by cast(reported_at as date)
),
built as (
    select
        day as sum_day,
        sum(case when dimension = 'all' then reports else 0 end) as reports,
        sum(case when dimension = 'all' then actioned else 0 end) as actioned,
        sum(reports) as reports_by_dimension
    from marts.reports_by_dimension
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.reports, 0) as contract_reports,
    coalesce(built.reports, 0) as mart_reports,
    coalesce(source.actioned, 0) as contract_actioned,
    coalesce(built.actioned, 0) as mart_actioned,
    coalesce(source.reports_by_dimension, 0) as contract_reports_by_dimension,
    coalesce(built.reports_by_dimension, 0) as mart_reports_by_dimension
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.reports, 0) <> coalesce(built.reports, 0)
    or coalesce(source.actioned, 0) <> coalesce(built.actioned, 0)
    or coalesce(source.reports_by_dimension, 0) <> coalesce(built.reports_by_dimension, 0)
order by differing_day
