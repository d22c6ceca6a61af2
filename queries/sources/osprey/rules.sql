-- answers: the rules kept in Osprey's database
-- grain: one rule; its name is its id
-- parameters: none
-- tables: public.rules
-- notes: a rule is known by its name everywhere in Osprey, so renaming one makes another rule. A rule that was never
-- deployed has no results and is left out; one edited since still runs as deployed. Rules that live only in files are
-- not in this table: add them to the view by hand. Osprey has no shadow status: a rule without effects is one.
select
    written.rule_name as rule_id,
    written.rule_name as name,
    'none' as policy_id,
    'heuristic' as detection,
    'proactive' as mode,
    'live' as status,
    cast(null as varchar) as owner,
    cast(null as double) as threshold,
    cast(written.deployed_at as timestamp) as launched_at,
    cast(null as timestamp) as retired_at
from public.rules as written
where written.deployed_at is not null
