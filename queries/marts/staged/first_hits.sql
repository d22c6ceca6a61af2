-- answers: which contents a rule hit in a period, and not in the 180 days before
-- grain: one row is one hit, the first of its rule on the content in 180 days
-- parameters: since date
-- tables: rule_hits
-- staged: placed_hits
with placed as (
    select
        rule_id,
        content_id,
        market,
        content_type,
        hit_at,
        lag(hit_at) over (partition by rule_id, content_id order by hit_at) as hit_before_at
    from placed_hits
),
hit as (
    select rule_id, content_id, market, content_type, hit_at
    from placed
    where hit_before_at is null or hit_before_at < hit_at - interval 180 day
),
hit_before as (
    select
        rule_id,
        content_id,
        max(hit_at) as hit_at
    from rule_hits
    where
        hit_at >= cast(cast(:since as date) - interval 180 day as date)
        and hit_at < :since
        and content_id in (select hit.content_id from hit)
    group by rule_id, content_id
)
select
    hit.rule_id,
    hit.content_id,
    hit.market,
    hit.content_type,
    hit.hit_at
from hit
left join hit_before on hit.rule_id = hit_before.rule_id and hit.content_id = hit_before.content_id
where hit_before.content_id is null or hit_before.hit_at < hit.hit_at - interval 180 day
