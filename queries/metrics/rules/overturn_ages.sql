-- answers: how old actions of a rule were when they were overturned, upheld, or last looked at
-- grain: one row per rule, ending and whole days since the action
-- parameters: since date, until date, as_of date
-- tables: marts.rule_endings
with ended as (
    select
        day,
        rule_id,
        case when overturned_day < :as_of then overturned_day end as overturned_day,
        case when decided_day < :as_of then decided_day end as decided_day,
        actions
    from marts.rule_endings
    where day >= :since and day < :until
),
aged as (
    select
        rule_id,
        case
            when overturned_day is not null then 'overturned'
            when decided_day is not null then 'upheld'
            else 'open'
        end as ending,
        date_diff('day', day, coalesce(overturned_day, decided_day, cast(:as_of as date))) as age_days,
        actions
    from ended
)
select
    rule_id,
    ending,
    age_days,
    sum(actions) as actions
from aged
group by rule_id, ending, age_days
order by rule_id, ending, age_days
