-- answers: on which days marts.rule_reviews_totals and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: rule_hits, contents, rules, review_decisions, marts.rule_reviews_totals
with placed as (
    select
        rule_hits.rule_id,
        rule_hits.content_id,
        rule_hits.hit_at,
        lag(rule_hits.hit_at) over (
            partition by rule_hits.rule_id, rule_hits.content_id order by rule_hits.hit_at, rule_hits.hit_id
        ) as hit_before_at
    from rule_hits
    inner join contents on rule_hits.content_id = contents.content_id
    inner join rules on rule_hits.rule_id = rules.rule_id
),
first_hit as (
    select rule_id, content_id, hit_at
    from placed
    where
        hit_at >= :since and hit_at < :until
        and (hit_before_at is null or hit_before_at < hit_at - interval 180 day)
),
reviewed as (
    select distinct
        first_hit.rule_id,
        first_hit.content_id,
        first_hit.hit_at
    from first_hit
    inner join review_decisions on first_hit.content_id = review_decisions.content_id
    where
        review_decisions.purpose = 'qa'
        and review_decisions.decided_at >= first_hit.hit_at - interval 90 day
        and review_decisions.decided_at < first_hit.hit_at + interval 90 day
),
source as (
    select
        cast(first_hit.hit_at as date) as sum_day,
        count(*) as contents,
        count(reviewed.content_id) as second_reviews
    from first_hit
    left join reviewed
        on
            first_hit.rule_id = reviewed.rule_id and first_hit.content_id = reviewed.content_id
            and first_hit.hit_at = reviewed.hit_at
    group by cast(first_hit.hit_at as date)
),
built as (
    select
        day as sum_day,
        sum(contents) as contents,
        sum(second_reviews) as second_reviews
    from marts.rule_reviews_totals
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.contents, 0) as contract_contents,
    coalesce(built.contents, 0) as mart_contents,
    coalesce(source.second_reviews, 0) as contract_second_reviews,
    coalesce(built.second_reviews, 0) as mart_second_reviews
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.contents, 0) <> coalesce(built.contents, 0)
    or coalesce(source.second_reviews, 0) <> coalesce(built.second_reviews, 0)
order by differing_day
