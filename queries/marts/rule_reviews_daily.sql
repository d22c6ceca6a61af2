-- answers: what blind second reviews and production decisions say about the contents every rule hit, by what became of them
-- grain: one row is the contents of one day, rule, market, kind and fate
-- parameters: none
-- tables: rule_hits, contents, rules, enforcement_actions, review_decisions
-- staged: judged_hits
-- trailing: 92
select
    day,
    rule_id,
    market,
    content_type,
    fate,
    contents,
    second_reviews,
    second_confirmed,
    decisions,
    decisions_confirmed,
    timed_decisions,
    handle_seconds
from judged_hits
