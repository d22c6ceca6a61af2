-- answers: on which days marts.scored_decisions and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: review_decisions, rule_hits, rules, marts.scored_decisions
with scored as (
    select distinct hits.content_id, rules.policy_id
    from rule_hits as hits
    inner join rules on hits.rule_id = rules.rule_id
    where hits.score is not null
),
source as (
    select
        cast(decided.decided_at as date) as sum_day,
        count(*) as decisions,
        sum(case when decided.is_violating and decided.policy_id = scored.policy_id then 1 else 0 end) as violating
    from review_decisions as decided
    inner join scored on decided.content_id = scored.content_id
    where
        decided.purpose = 'production'
        and decided.decided_at >= :since and decided.decided_at < :until
    group by cast(decided.decided_at as date)
),
built as (
    select
        day as sum_day,
        sum(decisions) as decisions,
        sum(violating) as violating
    from marts.scored_decisions
    where day >= :since and day < :until and dimension = 'market'
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.decisions, 0) as contract_decisions,
    coalesce(built.decisions, 0) as mart_decisions,
    coalesce(source.violating, 0) as contract_violating,
    coalesce(built.violating, 0) as mart_violating
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.decisions, 0) <> coalesce(built.decisions, 0)
    or coalesce(source.violating, 0) <> coalesce(built.violating, 0)
order by differing_day
