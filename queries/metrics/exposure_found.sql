-- answers: how often content was seen before it was first acted on, by the day of the view and the days until the action
-- grain: one row per day of the view and days until the action (and segment); views before :open_since are added up, as -1
-- parameters: since date, until date, as_of date, open_since date, horizon integer, dimension text
-- tables: marts.found_impressions
-- dimensions: policy = policy_id; value
with views as (
    -- Named before they are grouped by: some databases take a parameter written twice for two expressions.
    select
        date_diff('day', cast(:since as date), impression_day) as day_number,
        case when impression_day < :open_since then -1 else date_diff('day', impression_day, action_day) end as delay,
        policy_id,
        value,
        impressions,
        reversed_impressions
    from marts.found_impressions
    where
        dimension = :dimension
        and impression_day >= :since and impression_day < :until
        and action_day < :as_of
        and date_diff('day', impression_day, action_day) <= :horizon
)
select
    day_number,
    delay,
    sum(impressions) as found,
    sum(reversed_impressions) as found_reversed
from views
group by day_number, delay
order by day_number, delay
