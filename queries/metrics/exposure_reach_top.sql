-- answers: which contents had been seen most when they were first acted on
-- grain: one row is one of the 20 contents that were seen most, of the 20 of each day
-- parameters: since date, until date
-- tables: marts.reach_top
-- dimensions: policy = policy_id; detection_source; market; content_type
select
    content_id,
    action_day,
    policy_id,
    detection_source,
    market,
    content_type,
    reach as views
from marts.reach_top
where action_day >= :since and action_day < :until
order by reach desc, content_id
limit 20
