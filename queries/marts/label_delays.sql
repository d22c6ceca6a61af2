-- answers: how long sampled views waited for their label
-- grain: one row is the draws of one day and stratum that waited the same number of days
-- parameters: since date, until date
-- tables: prevalence_labels
-- trailing: 45
-- changed: labels
with draws as (
    select
        day,
        stratum,
        case when is_violating is not null then date_diff('day', day, cast(labelled_at as date)) end as waited_days
    from prevalence_labels
    where day >= :since and day < :until
)
select
    day,
    stratum,
    waited_days as delay_days,
    count(*) as labels
from draws
group by day, stratum, waited_days
