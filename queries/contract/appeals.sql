-- answers: which actions were appealed, and how it ended
-- grain: one row is one appeal
-- key: appeal_id
-- time: filed_at
-- parameters: none
-- tables: appeals
create table if not exists appeals (
    appeal_id VARCHAR NOT NULL, -- id of the appeal
    action_id VARCHAR NOT NULL, -- the action appealed; references: enforcement_actions.action_id
    filed_at TIMESTAMP NOT NULL, -- UTC; when it was filed
    decided_at TIMESTAMP, -- UTC; when it was decided; NULL when open
    outcome VARCHAR -- what became of the action; NULL when open; one of: upheld, overturned, partially_overturned
)
