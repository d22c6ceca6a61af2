-- answers: how often a rule ran and hit
-- grain: one row is one rule version on one day, market and kind of content
-- key: day, rule_id, version, market, content_type
-- time: day
-- parameters: none
-- tables: rule_evaluations_daily
create table if not exists rule_evaluations_daily (
    day DATE NOT NULL, -- UTC day of the evaluations
    rule_id VARCHAR NOT NULL, -- the rule; references: rules.rule_id
    version VARCHAR, -- version of the rule; NULL when versions are not kept
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    content_type VARCHAR NOT NULL, -- kind of content, lower case: text, image, video ...
    evaluations BIGINT NOT NULL, -- number of contents the rule looked at; range: [0, inf)
    hits BIGINT NOT NULL, -- number of them it hit; range: [0, inf)
    hit_creators BIGINT NOT NULL -- number of distinct creators of the hits; range: [0, inf)
)
