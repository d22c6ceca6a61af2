-- answers: how late platforms acted and reported
-- grain: one row is one kind of delay for one platform on one day
-- key: day, platform, delay
-- time: day
-- parameters: none
-- tables: dsa_delays_daily
create table if not exists dsa_delays_daily (
    day DATE NOT NULL, -- UTC day of submission
    platform VARCHAR NOT NULL, -- name of the platform
    delay VARCHAR NOT NULL, -- content to restriction, or restriction to submission; one of: moderation_delay, disclosure_delay
    statements BIGINT NOT NULL, -- number of statements with a delay of at least zero; range: [0, inf)
    mean_seconds DOUBLE NOT NULL, -- mean delay in seconds; range: [0, inf)
    min_seconds BIGINT NOT NULL, -- shortest delay in seconds; range: [0, inf)
    max_seconds BIGINT NOT NULL -- longest delay in seconds; range: [0, inf)
)
