-- answers: on which days marts.second_reviews and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: review_decisions, marts.second_reviews
with reviewed as (
    select decision_id, content_id, decided_at
    from review_decisions
    where purpose = 'qa' and decided_at >= :since and decided_at < :until
),
first_decisions as (
    select content_id, min(decided_at) as first_decided_at
    from review_decisions
    where purpose = 'production' and content_id in (select content_id from reviewed)
    group by content_id
),
source as (
    select cast(reviewed.decided_at as date) as sum_day, count(*) as compared
    from reviewed
    inner join first_decisions on reviewed.content_id = first_decisions.content_id
    where first_decisions.first_decided_at <= reviewed.decided_at
    group by cast(reviewed.decided_at as date)
),
built as (
    select
        day as sum_day,
        sum(compared) as compared
    from marts.second_reviews
    where day >= :since and day < :until and dimension = 'all'
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.compared, 0) as contract_compared,
    coalesce(built.compared, 0) as mart_compared
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.compared, 0) <> coalesce(built.compared, 0)
order by differing_day
