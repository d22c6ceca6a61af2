-- answers: where a rule hit
-- grain: one row is the hits of one rule on one day in one market
-- parameters: since date, until date
-- tables: rule_evaluations_daily
-- trailing: 14
select
    day,
    rule_id,
    market,
    sum(hits) as hits
from rule_evaluations_daily
where day >= :since and day < :until and hits > 0
group by day, rule_id, market
