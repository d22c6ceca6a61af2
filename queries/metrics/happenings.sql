-- answers: what changed in policies and rules, to be marked on every trend
-- grain: one change
-- parameters: since date, until date
-- tables: policy_changes, rules, rule_changes
select
    cast(effective_at as date) as day,
    'policy change' as kind,
    kind as detail,
    policy_id,
    cast(null as varchar) as rule_id,
    title as what
from policy_changes
where effective_at >= :since and effective_at < :until
union all
select
    cast(launched_at as date) as day,
    'rule launch' as kind,
    detection as detail,
    policy_id,
    rule_id,
    name as what
from rules
where launched_at >= :since and launched_at < :until
union all
select
    cast(retired_at as date) as day,
    'rule retired' as kind,
    detection as detail,
    policy_id,
    rule_id,
    name as what
from rules
where retired_at >= :since and retired_at < :until
union all
select
    cast(changes.changed_at as date) as day,
    'rule version' as kind,
    changes.version as detail,
    rules.policy_id as policy_id,
    changes.rule_id as rule_id,
    changes.change as what
from rule_changes as changes
inner join rules on rules.rule_id = changes.rule_id
where changes.changed_at >= :since and changes.changed_at < :until and changes.version <> 'v1'
order by day, kind, what
