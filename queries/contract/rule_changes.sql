-- answers: when a rule got a new version
-- grain: one row is a new version of a rule
-- key: rule_id, version
-- time: changed_at
-- parameters: none
-- tables: rule_changes
create table if not exists rule_changes (
    rule_id VARCHAR NOT NULL, -- the rule; references: rules.rule_id
    version VARCHAR NOT NULL, -- name of the version
    changed_at TIMESTAMP NOT NULL, -- UTC; from when the version ran
    change VARCHAR NOT NULL, -- one line that says what changed
    threshold DOUBLE -- score from which this version hits; NULL when it has no score
)
