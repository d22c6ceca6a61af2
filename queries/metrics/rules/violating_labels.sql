-- answers: which sampled views violate, as weights per content and stratum
-- grain: one row per day, stratum, content and policy of the label (and segment, when broken down)
-- parameters: since date, until date
-- tables: prevalence_labels
-- dimensions: policy = prevalence_labels.policy_id; market = prevalence_labels.market; surface = prevalence_labels.surface; content_type = prevalence_labels.content_type
select
    date_trunc('day', prevalence_labels.day) as period_start,
    prevalence_labels.stratum,
    prevalence_labels.content_id,
    prevalence_labels.policy_id,
    count(*) as draws,
    sum(1.0 / nullif(prevalence_labels.inclusion_probability, 0)) as weight
from prevalence_labels
where
    prevalence_labels.day >= :since
    and prevalence_labels.day < :until
    and prevalence_labels.is_violating
    and prevalence_labels.policy_id is not null
group by
    date_trunc('day', prevalence_labels.day),
    prevalence_labels.stratum,
    prevalence_labels.content_id,
    prevalence_labels.policy_id
order by content_id, period_start, stratum, policy_id
