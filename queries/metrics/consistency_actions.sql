-- answers: of contents that the models of a policy scored, how many were acted on under it, by score band
-- grain: one row per score band of 0.05 (and segment), contents first hit in the period
-- parameters: since date, until date, policy text
-- tables: rule_hits, rules, contents, enforcement_actions
-- dimensions: market = contents.market; content_type = contents.content_type
with scored as (
    select hits.content_id as content_id, max(hits.score) as score
    from rule_hits as hits
    inner join rules on rules.rule_id = hits.rule_id
    where
        rules.policy_id = :policy
        and hits.score is not null
        and hits.hit_at >= :since and hits.hit_at < :until
    group by hits.content_id
),
acted as (
    select distinct content_id
    from enforcement_actions
    where policy_id = :policy and not failed
)
select
    floor(scored.score * 20) / 20 as band,
    count(*) as items,
    count(acted.content_id) as found
from scored
left join contents on contents.content_id = scored.content_id
left join acted on acted.content_id = scored.content_id
group by floor(scored.score * 20) / 20
order by band
