-- answers: how often a rule hit, and what the hits led to, everywhere together
-- grain: one row is the hits of one rule on one day
-- parameters: none
-- tables: rule_hits, contents
-- staged: placed_hits
-- trailing: 92
select
    cast(hit_at as date) as day,
    rule_id,
    count(*) as hits,
    sum(case when is_shadow then 1 else 0 end) as shadow_hits,
    sum(case when action_id is not null then 1 else 0 end) as actions
from placed_hits
group by cast(hit_at as date), rule_id
