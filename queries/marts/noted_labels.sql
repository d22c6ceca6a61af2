-- answers: what the label sample says of contents that violate or that a rule hit
-- grain: one row is the draws of one content on one day with the same label
-- parameters: since date, until date
-- tables: prevalence_labels, rule_hits
-- trailing: 45
-- changed: draws_noted
-- notes: Labelled draws only. Copies of a draw count, as in the contract.
with drawn as (
    select
        day,
        content_id,
        policy_id,
        is_violating,
        inclusion_probability
    from prevalence_labels
    where day >= :since and day < :until and is_violating is not null
),
hit as (
    select distinct content_id
    from rule_hits
    where content_id in (select drawn.content_id from drawn)
)
select
    drawn.day,
    drawn.content_id,
    drawn.policy_id,
    drawn.is_violating,
    count(*) as draws,
    coalesce(
        sum(cast(1.0 / nullif(drawn.inclusion_probability, 0) as decimal(38, 10))), cast(0 as decimal(38, 10))
    ) as weight
from drawn
left join hit on drawn.content_id = hit.content_id
where drawn.is_violating or hit.content_id is not null
group by drawn.day, drawn.content_id, drawn.policy_id, drawn.is_violating
