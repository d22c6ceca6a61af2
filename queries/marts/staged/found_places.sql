-- answers: how often contents of a period's first actions had been seen before, by place, policy and source
-- grain: one row is the views of one day of contents first acted on on one day, of one place, kind, source and policy
-- parameters: none
-- tables: none
-- staged: found_views
select
    action_day,
    impression_day,
    market,
    surface,
    content_type,
    detection_source,
    policy_id,
    sum(impressions) as views,
    sum(impressions * is_reversed) as reversed_views
from found_views
group by action_day, impression_day, market, surface, content_type, detection_source, policy_id
