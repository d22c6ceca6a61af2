-- answers: how many views violated a policy between two days
-- grain: one number
-- parameters: policy text, since date, until date
-- tables: truth.violating_impressions_daily
-- dialect: duckdb
select coalesce(sum(impressions), 0)::bigint as impressions
from truth.violating_impressions_daily
where policy_id = :policy and day >= :since and day < :until
