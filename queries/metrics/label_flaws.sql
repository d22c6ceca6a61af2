-- answers: what is wrong with the labels of a period
-- grain: one row per period_start and flaw
-- parameters: since date, until date
-- tables: marts.label_flaws
select
    date_trunc('day', day) as period_start,
    flaw,
    sum(labels) as labels
from marts.label_flaws
where day >= :since and day < :until
group by date_trunc('day', day), flaw
order by period_start, flaw
