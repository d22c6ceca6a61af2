-- answers: how many statements of reasons platforms filed with the EU DSA Transparency Database
-- grain: one row per period_start (and segment, when broken down)
-- parameters: since date, until date, dimension text
-- tables: dsa_statements_daily, dsa_series
-- dimensions: platform = filed.platform; value = coalesce(series.series, filed.value)
select
    date_trunc('day', filed.day) as period_start,
    sum(filed.statements) as statements
from dsa_statements_daily as filed
left join dsa_series as series
    on series.dimension = filed.dimension and series.value = filed.value
where filed.dimension = :dimension and filed.day >= :since and filed.day < :until
group by date_trunc('day', filed.day)
order by period_start
