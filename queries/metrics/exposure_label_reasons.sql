-- answers: why sampled violating views were seen: what had become of the content by the day of the view
-- grain: one row per period_start, stratum, reason and whether the view was before the first action
-- parameters: since date, until date
-- tables: marts.label_reasons
-- dimensions: policy = policy_id; market; surface; content_type
select
    date_trunc('day', day) as period_start,
    stratum,
    why,
    is_found,
    sum(positives) as positives,
    sum(positive_weight) as positive_weight,
    sum(positive_weight_squared) as positive_weight_squared,
    max(largest_weight) as largest_weight
from marts.label_reasons
where day >= :since and day < :until
group by date_trunc('day', day), stratum, why, is_found
order by period_start, stratum, why, is_found
