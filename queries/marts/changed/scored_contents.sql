-- answers: which days have hits of contents that were hit again or acted on since a moment
-- grain: one row is one day of hits
-- parameters: changed_since timestamp
-- tables: rule_hits, enforcement_actions
with touched as (
    select content_id
    from rule_hits
    where hit_at >= :changed_since and score is not null
    union all
    select content_id
    from enforcement_actions
    where actioned_at >= :changed_since and not failed
)
select distinct cast(hit_at as date) as changed_day
from rule_hits
where score is not null and content_id in (select content_id from touched)
