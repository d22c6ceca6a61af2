-- answers: on which days marts.rule_hits_daily and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: rule_hits, contents, marts.rule_hits_daily
with source as (
    select
        cast(rule_hits.hit_at as date) as sum_day,
        count(*) as hits,
        sum(case when rule_hits.is_shadow then 1 else 0 end) as shadow_hits,
        sum(case when rule_hits.action_id is not null then 1 else 0 end) as actions
    from rule_hits
    inner join contents on rule_hits.content_id = contents.content_id
    where rule_hits.hit_at >= :since and rule_hits.hit_at < :until
    group by cast(rule_hits.hit_at as date)
),
built as (
    select
        day as sum_day,
        sum(hits) as hits,
        sum(shadow_hits) as shadow_hits,
        sum(actions) as actions
    from marts.rule_hits_daily
    where day >= :since and day < :until
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.hits, 0) as contract_hits,
    coalesce(built.hits, 0) as mart_hits,
    coalesce(source.shadow_hits, 0) as contract_shadow_hits,
    coalesce(built.shadow_hits, 0) as mart_shadow_hits,
    coalesce(source.actions, 0) as contract_actions,
    coalesce(built.actions, 0) as mart_actions
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.hits, 0) <> coalesce(built.hits, 0)
    or coalesce(source.shadow_hits, 0) <> coalesce(built.shadow_hits, 0)
    or coalesce(source.actions, 0) <> coalesce(built.actions, 0)
order by differing_day
