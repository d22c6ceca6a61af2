-- answers: which content a rule hit
-- grain: one row is one hit
-- key: hit_id
-- time: hit_at
-- parameters: none
-- tables: rule_hits
create table if not exists rule_hits (
    hit_id VARCHAR NOT NULL, -- id of the hit
    hit_at TIMESTAMP NOT NULL, -- UTC; when the rule hit
    rule_id VARCHAR NOT NULL, -- the rule; references: rules.rule_id
    content_id VARCHAR NOT NULL, -- the content; references: contents.content_id
    score DOUBLE, -- score of the hit, in the unit of the rule's threshold
    is_shadow BOOLEAN NOT NULL, -- true when the rule was in shadow and the hit had no consequence
    action_id VARCHAR -- the action it led to; references: enforcement_actions.action_id
)
