-- answers: where a rule hit
-- grain: one row is the hits of one rule on one day in one market
-- key: day, rule_id, market
-- time: day
-- parameters: none
-- tables: rule_segments
create table if not exists rule_segments (
    day DATE NOT NULL, -- UTC day
    rule_id VARCHAR NOT NULL, -- the rule
    market VARCHAR NOT NULL, -- market of the contents
    hits BIGINT NOT NULL -- number of hits; range: [1, inf)
)
