-- answers: where rules ran and hit during an event and in the weeks before it
-- grain: one row per rule, its policy, market, kind of content, and whether during the event
-- parameters: since date, start date, until date
-- tables: rule_evaluations_daily, rules
with dated as (
    select
        case when runs.day >= :start then 1 else 0 end as is_event,
        runs.rule_id, rules.policy_id, runs.market, runs.content_type, runs.evaluations, runs.hits
    from rule_evaluations_daily as runs
    inner join rules on rules.rule_id = runs.rule_id
    where runs.day >= :since and runs.day < :until
)
select
    is_event,
    rule_id as rule,
    policy_id as policy,
    market,
    content_type,
    sum(evaluations) as evaluations,
    sum(hits) as hits
from dated
group by is_event, rule_id, policy_id, market, content_type
