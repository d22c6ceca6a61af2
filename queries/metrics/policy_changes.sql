-- answers: which policies and rules changed, when, and in which markets
-- grain: one change
-- parameters: none
-- tables: policy_changes, rules, rule_changes
select
    cast(effective_at as date) as day,
    'policy change' as kind,
    kind as detail,
    policy_id,
    title as what,
    markets
from policy_changes
union all
select
    cast(launched_at as date) as day,
    'rule launch' as kind,
    detection as detail,
    policy_id,
    name as what,
    cast(null as varchar) as markets
from rules
where launched_at is not null
union all
select
    cast(retired_at as date) as day,
    'rule retired' as kind,
    detection as detail,
    policy_id,
    name as what,
    cast(null as varchar) as markets
from rules
where retired_at is not null
union all
select
    cast(changes.changed_at as date) as day,
    'rule version' as kind,
    changes.version as detail,
    rules.policy_id as policy_id,
    rules.name as what,
    cast(null as varchar) as markets
from rule_changes as changes
inner join rules on rules.rule_id = changes.rule_id
where changes.version <> 'v1'
order by day, kind, what
