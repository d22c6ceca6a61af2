-- answers: which impressions were labelled, one by one: for what needs the contents, the change of prevalence
-- grain: one labelled draw
-- parameters: since date, until date
-- tables: prevalence_labels, policies
-- dimensions: market = drawn.market; surface = drawn.surface; content_type = drawn.content_type
select
    drawn.day as day,
    drawn.stratum as stratum,
    drawn.content_id as content_id,
    drawn.market as market,
    drawn.surface as surface,
    drawn.content_type as content_type,
    drawn.inclusion_probability as inclusion_probability,
    drawn.model_score as model_score,
    drawn.policy_id as policy,
    policies.area as area,
    drawn.is_violating as is_violating
from prevalence_labels as drawn
left join policies on policies.policy_id = drawn.policy_id
where drawn.day >= :since and drawn.day < :until and drawn.is_violating is not null
