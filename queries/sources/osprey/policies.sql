-- answers: the one policy all rules are filed under, because Osprey knows none
-- grain: one policy named `none`
-- parameters: none
-- tables: none
-- notes: write a row for each of your policies here, and map the rules to them in the view of rules.
select
    'none' as policy_id,
    cast(null as varchar) as parent_policy_id,
    'No policy named' as name,
    'No policy named' as area,
    1 as severity,
    cast(null as varchar) as dsa_category,
    cast(null as varchar) as dsa_keyword
