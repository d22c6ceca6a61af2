-- answers: which contents were sampled, violating first, by id and score only
-- grain: one labelled draw, 500 at most
-- parameters: since date, until date
-- tables: prevalence_labels, policies
-- dimensions: market = drawn.market; surface = drawn.surface; content_type = drawn.content_type; policy = drawn.policy_id; area = policies.area
select
    drawn.day as day,
    drawn.content_id as content_id,
    drawn.policy_id as policy,
    drawn.is_violating as is_violating,
    drawn.model_score as model_score,
    drawn.stratum as stratum,
    drawn.market as market,
    drawn.surface as surface,
    drawn.content_type as content_type,
    1.0 / nullif(drawn.inclusion_probability, 0) as impressions_stood_for
from prevalence_labels as drawn
left join policies on policies.policy_id = drawn.policy_id
where drawn.day >= :since and drawn.day < :until and drawn.is_violating is not null
order by drawn.is_violating desc, impressions_stood_for desc, drawn.sample_id
limit 500
