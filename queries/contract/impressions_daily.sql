-- answers: how many views there were in all
-- grain: one row is total views of a kind of content on one day in one place
-- key: day, market, surface, content_type
-- time: day
-- parameters: none
-- tables: impressions_daily
create table if not exists impressions_daily (
    day DATE NOT NULL, -- UTC day of the views
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    surface VARCHAR NOT NULL, -- place in the product where content is seen: feed, search, messages ...
    content_type VARCHAR NOT NULL, -- kind of content, lower case: text, image, video ...
    impressions BIGINT NOT NULL -- number of views; range: [0, inf)
)
