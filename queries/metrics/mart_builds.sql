-- answers: which days of the label sums were computed, and when
-- grain: one row per build
-- parameters: since date, until date
-- tables: marts.builds
select
    built_at,
    min(day) as first_day,
    max(day) as last_day,
    count(*) as days
from marts.builds
where mart = 'label_sums' and day >= :since and day < :until
group by built_at
order by built_at desc
