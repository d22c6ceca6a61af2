-- answers: the labels of the prevalence sample, added up: what every prevalence divides by
-- grain: one row per period_start, stratum (and segment, when broken down)
-- parameters: since date, until date
-- tables: marts.label_sums
-- dimensions: market; surface; content_type
select
    date_trunc('day', day) as period_start,
    stratum,
    sum(sampled) as sampled,
    sum(labels) as labels,
    sum(weight) as weight,
    sum(weight_squared) as weight_squared,
    max(largest_weight) as largest_weight
from marts.label_sums
where day >= :since and day < :until
group by date_trunc('day', day), stratum
order by period_start, stratum
