-- answers: how many statements of reasons platforms filed with the EU
-- grain: one row is one value of one dimension for one platform on one day (dimension all: the total)
-- key: day, platform, dimension, value
-- time: day
-- parameters: none
-- tables: dsa_statements_daily
create table if not exists dsa_statements_daily (
    day DATE NOT NULL, -- UTC day of submission, not of the decision
    platform VARCHAR NOT NULL, -- name of the platform
    dimension VARCHAR NOT NULL, -- what value is a value of: all, category, source_type ...
    value VARCHAR NOT NULL, -- code within the dimension
    statements BIGINT NOT NULL -- number of statements; range: [0, inf)
)
