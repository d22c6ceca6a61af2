-- answers: how many appeals were filed before a day and not decided before it
-- grain: one row (per segment, when broken down)
-- parameters: until date
-- tables: marts.appeals_daily
-- dimensions: policy = policy_id; detection_source; market; content_type
select
    coalesce(sum(filed), 0) - coalesce(sum(decided), 0) as pending
from marts.appeals_daily
where day < :until
