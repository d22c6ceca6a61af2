-- answers: how much was reported, and how much of it led to an action, one dimension at a time
-- grain: one row is the reports of one day and one value of one dimension
-- key: day, dimension, value
-- time: day
-- parameters: none
-- tables: reports_by_dimension
-- rolls: reports_daily
-- dimensions: policy_id; market; queue; reporter_type
create table if not exists reports_by_dimension (
    day DATE NOT NULL, -- UTC day the report came in
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: all, policy_id, market, queue, reporter_type
    value VARCHAR, -- what the mart with all combinations has in that column; NULL as there; `all` for everything
    reports BIGINT NOT NULL, -- number of reports; range: [0, inf)
    actioned BIGINT NOT NULL -- number of them decided as `action` so far; range: [0, inf)
)
