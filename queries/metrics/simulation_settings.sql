-- answers: which simulated platform the warehouse holds; the table is missing where a real one is
-- grain: one row
-- parameters: none
-- tables: simulation_settings
select
    seed,
    scale,
    days,
    built_by_version
from simulation_settings
