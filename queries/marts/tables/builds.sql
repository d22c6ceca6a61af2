-- answers: which days of which mart are built
-- grain: one row is one day of one mart; of the mart `build`, one finished build
-- key: mart, day
-- time: day
-- parameters: none
-- tables: builds
create table if not exists builds (
    mart VARCHAR NOT NULL, -- name of the mart; `build` for a finished build
    day DATE NOT NULL, -- UTC day; of a finished build the day of its data cut-off
    built_at TIMESTAMP NOT NULL, -- UTC; when the build that wrote the day began
    data_until TIMESTAMP NOT NULL, -- UTC; data cut-off of that build
    rows BIGINT NOT NULL -- number of rows of the mart on that day; of a finished build in all marts; range: [0, inf)
)
