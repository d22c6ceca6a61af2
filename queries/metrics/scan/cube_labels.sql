-- answers: where the label sample found violations during an event and in the weeks before it
-- grain: one row per market, surface, kind of content, policy found, and whether during the event
-- parameters: since date, start date, until date
-- tables: marts.label_sums
with dated as (
    select
        case when day >= :start then 1 else 0 end as is_event,
        market, surface, content_type, policy_id, weight, positive_weight, positive_weight_squared
    from marts.label_sums
    where day >= :since and day < :until
)
select
    is_event,
    market,
    surface,
    content_type,
    policy_id as policy,
    sum(weight) as weight,
    sum(positive_weight) as positive_weight,
    sum(positive_weight_squared) as positive_weight_squared
from dated
group by is_event, market, surface, content_type, policy_id
