-- answers: what second reviews and production decisions say about the contents every rule hit, everywhere together
-- grain: one row is the contents of one day, rule and fate
-- parameters: none
-- tables: rule_hits, contents, rules, enforcement_actions, review_decisions
-- staged: judged_hits
-- trailing: 92
select
    day,
    rule_id,
    fate,
    sum(contents) as contents,
    sum(second_reviews) as second_reviews,
    sum(second_confirmed) as second_confirmed,
    sum(decisions) as decisions,
    sum(decisions_confirmed) as decisions_confirmed,
    sum(timed_decisions) as timed_decisions,
    sum(handle_seconds) as handle_seconds
from judged_hits
group by day, rule_id, fate
