-- answers: which rules hit contents of the label sample
-- grain: one row is the hits of one rule on one content on one day, live or in shadow
-- key: day, rule_id, content_id, is_shadow
-- time: day
-- parameters: none
-- tables: noted_hits
create table if not exists noted_hits (
    day DATE NOT NULL, -- UTC day of the hits
    rule_id VARCHAR NOT NULL, -- the rule
    content_id VARCHAR NOT NULL, -- a content of which a view was drawn into the label sample, on whatever day
    market VARCHAR NOT NULL, -- market of the content; ZZ when it is not known
    content_type VARCHAR NOT NULL, -- kind of content; `unknown` when it is not known
    is_shadow BOOLEAN NOT NULL, -- true when the rule was in shadow
    first_hit_at TIMESTAMP NOT NULL -- UTC; the first hit of the day
)
