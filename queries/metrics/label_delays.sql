-- answers: how long sampled impressions wait for their label
-- grain: one row per whole days waited; NULL for draws without a label
-- parameters: since date, until date
-- tables: marts.label_delays
select
    delay_days,
    sum(labels) as labels
from marts.label_delays
where day >= :since and day < :until
group by delay_days
order by delay_days
