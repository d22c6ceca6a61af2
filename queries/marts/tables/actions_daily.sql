-- answers: what was done, and what became of it
-- grain: one row is the actions of one day and segment that did not fail
-- key: day, policy_id, detection_source, action_type, market, content_type, automated_decision, automated_detection, decision_ground
-- time: day
-- parameters: none
-- tables: actions_daily
create table if not exists actions_daily (
    day DATE NOT NULL, -- UTC day of the action
    policy_id VARCHAR, -- the policy violated; NULL when the action names none
    detection_source VARCHAR NOT NULL, -- who or what found it
    action_type VARCHAR NOT NULL, -- what was done
    market VARCHAR NOT NULL, -- market of the content
    content_type VARCHAR NOT NULL, -- kind of content
    automated_decision VARCHAR NOT NULL, -- share of machines in the decision
    automated_detection VARCHAR NOT NULL, -- whether it was found by automated means; one of: yes, no
    decision_ground VARCHAR, -- against the law or against the terms; NULL when it is not known; one of: illegal, terms
    actions BIGINT NOT NULL, -- number of actions; range: [0, inf)
    proactive_actions BIGINT NOT NULL, -- number of them taken before anybody reported the content; range: [0, inf)
    appealed BIGINT NOT NULL, -- number of them appealed so far; range: [0, inf)
    overturned BIGINT NOT NULL -- number of them overturned on appeal so far, wholly or in part; range: [0, inf)
)
