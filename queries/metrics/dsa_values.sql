-- answers: which values a filter of the EU DSA data can take, most frequent first
-- grain: one row per dimension and value (platforms come as dimension 'platform')
-- parameters: none
-- tables: dsa_statements_daily, dsa_series
select
    'platform' as dimension,
    platform as choice,
    sum(statements) as statements
from dsa_statements_daily
where dimension = 'all'
group by platform
union all
select
    filed.dimension as dimension,
    coalesce(series.series, filed.value) as choice,
    sum(filed.statements) as statements
from dsa_statements_daily as filed
left join dsa_series as series
    on series.dimension = filed.dimension and series.value = filed.value
where filed.dimension <> 'all'
group by filed.dimension, coalesce(series.series, filed.value)
order by dimension, statements desc, choice
