-- answers: which contents a rule hit, to look them up in a review tool: ids, scores and what became of them
-- grain: one row per hit, spread evenly over the hits in time
-- parameters: rule_id text, since date, until date, sample integer
-- tables: rule_hits, review_decisions
with hit as (
    select
        rule_hits.hit_id,
        rule_hits.hit_at,
        rule_hits.content_id,
        rule_hits.score,
        rule_hits.is_shadow,
        rule_hits.action_id,
        ntile(:sample) over (order by rule_hits.hit_at, rule_hits.hit_id) as slice
    from rule_hits
    where rule_hits.rule_id = :rule_id and rule_hits.hit_at >= :since and rule_hits.hit_at < :until
),
placed as (
    select
        hit_id,
        hit_at,
        content_id,
        score,
        is_shadow,
        action_id,
        row_number() over (partition by slice order by content_id, hit_id) as position
    from hit
),
chosen as (
    select hit_id, hit_at, content_id, score, is_shadow, action_id
    from placed
    where position = 1
),
ranked_second as (
    select
        review_decisions.content_id,
        review_decisions.is_violating,
        row_number() over (
            partition by review_decisions.content_id
            order by review_decisions.decided_at, review_decisions.decision_id
        ) as position
    from review_decisions
    where
        review_decisions.purpose = 'qa'
        and review_decisions.decided_at >= :since
        and review_decisions.content_id in (select content_id from chosen)
)
select
    chosen.hit_at,
    chosen.hit_id,
    chosen.content_id,
    chosen.score,
    chosen.is_shadow,
    chosen.action_id,
    ranked_second.is_violating as second_review_violating
from chosen
left join ranked_second on chosen.content_id = ranked_second.content_id and ranked_second.position = 1
order by chosen.hit_at, chosen.hit_id
