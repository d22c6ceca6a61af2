-- answers: when the marts were last built, which is the version of a warehouse that is no file
-- grain: one row
-- parameters: none
-- tables: marts.builds
select max(built_at) as built_at
from marts.builds
