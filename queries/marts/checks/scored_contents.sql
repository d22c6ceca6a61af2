-- answers: on which days marts.scored_contents and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: rule_hits, rules, enforcement_actions, marts.scored_contents
with scored as (
    select hits.content_id, rules.policy_id, cast(min(hits.hit_at) as date) as day
    from rule_hits as hits
    inner join rules on hits.rule_id = rules.rule_id
    where hits.score is not null
    group by hits.content_id, rules.policy_id
),
acted as (
    select distinct content_id, policy_id
    from enforcement_actions
    where not failed
),
source as (
    select
        scored.day as sum_day,
        count(*) as contents,
        count(acted.content_id) as acted_on
    from scored
    left join acted on scored.content_id = acted.content_id and scored.policy_id = acted.policy_id
    where scored.day >= :since and scored.day < :until
    group by scored.day
),
built as (
    select
        day as sum_day,
        sum(contents) as contents,
        sum(acted_on) as acted_on
    from marts.scored_contents
    where day >= :since and day < :until and dimension = 'market'
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.contents, 0) as contract_contents,
    coalesce(built.contents, 0) as mart_contents,
    coalesce(source.acted_on, 0) as contract_acted_on,
    coalesce(built.acted_on, 0) as mart_acted_on
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.contents, 0) <> coalesce(built.contents, 0)
    or coalesce(source.acted_on, 0) <> coalesce(built.acted_on, 0)
order by differing_day
