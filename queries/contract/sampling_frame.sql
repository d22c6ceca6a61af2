-- answers: which views the label sample of a day was drawn from
-- grain: one row is the views of one stratum, place and kind of content on one day
-- key: day, stratum, market, surface, content_type
-- time: day
-- parameters: none
-- tables: sampling_frame
create table if not exists sampling_frame (
    day DATE NOT NULL, -- UTC day of the views
    stratum VARCHAR NOT NULL, -- name of the sampling stratum
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    surface VARCHAR NOT NULL, -- place in the product where content is seen: feed, search, messages ...
    content_type VARCHAR NOT NULL, -- kind of content, lower case: text, image, video ...
    impressions BIGINT NOT NULL -- number of views the sample could be drawn from; range: [0, inf)
)
