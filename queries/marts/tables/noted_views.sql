-- answers: how often contents of the label sample that violate or that a rule hit were seen
-- grain: one row is the views of one content on one day
-- key: day, content_id
-- time: day
-- parameters: none
-- tables: noted_views
create table if not exists noted_views (
    day DATE NOT NULL, -- UTC day of the views; at most 90 days before it was known that the content was drawn and violates or was hit
    content_id VARCHAR NOT NULL, -- a content of which a view was drawn, and that a rule hit or a label calls violating
    impressions BIGINT NOT NULL -- number of views; range: [0, inf)
)
