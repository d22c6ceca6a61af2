-- answers: how often one content was seen
-- grain: one row is one content's views on one day in one place
-- key: day, content_id, market, surface
-- time: day
-- parameters: none
-- tables: content_impressions
create table if not exists content_impressions (
    day DATE NOT NULL, -- UTC day of the views
    content_id VARCHAR NOT NULL, -- the content; references: contents.content_id
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    surface VARCHAR NOT NULL, -- place in the product where content is seen: feed, search, messages ...
    impressions BIGINT NOT NULL -- number of views; range: [0, inf)
)
