-- answers: the violating labels of the prevalence sample, added up
-- grain: one row per period_start, stratum (and segment or policy, when broken down)
-- parameters: since date, until date
-- tables: marts.label_positives, policies
-- dimensions: market = sums.market; surface = sums.surface; content_type = sums.content_type; policy = sums.policy_id; area = policies.area
select
    date_trunc('day', sums.day) as period_start,
    sums.stratum as stratum,
    sum(sums.positives) as positives,
    sum(sums.positive_weight) as positive_weight,
    sum(sums.positive_weight_squared) as positive_weight_squared
from marts.label_positives as sums
left join policies on policies.policy_id = sums.policy_id
where sums.day >= :since and sums.day < :until
group by date_trunc('day', sums.day), sums.stratum
order by period_start, stratum
