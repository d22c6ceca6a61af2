-- answers: which days the views and the first actions on what was seen cover
-- grain: one row
-- parameters: none
-- tables: marts.impressions_daily, marts.found_daily
select
    (select min(day) from marts.impressions_daily where dimension = 'all') as first_view,
    (select max(day) from marts.impressions_daily where dimension = 'all') as last_view,
    (select min(action_day) from marts.found_daily where dimension = 'all') as first_action,
    (select max(action_day) from marts.found_daily where dimension = 'all') as last_action
