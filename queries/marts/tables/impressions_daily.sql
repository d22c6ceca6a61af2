-- answers: how much was seen, one dimension at a time
-- grain: one row is the views of one day and one value of one dimension
-- key: day, dimension, value
-- time: day
-- parameters: none
-- tables: impressions_daily
create table if not exists impressions_daily (
    day DATE NOT NULL, -- UTC day of the views
    dimension VARCHAR NOT NULL, -- what `value` is a value of; one of: all, market, surface, content_type
    value VARCHAR NOT NULL, -- the market, surface or kind of content; `all` for everything
    impressions BIGINT NOT NULL -- number of views; range: [0, inf)
)
