-- answers: on which days marts.let_go_impressions and the contract do not agree
-- grain: one row is one day that differs
-- parameters: since date, until date
-- tables: content_impressions, enforcement_actions, review_decisions, marts.let_go_impressions
with ranked as (
    select
        content_id,
        actioned_at,
        cast(actioned_at as date) as action_day,
        row_number() over (partition by content_id order by actioned_at, action_id) as turn
    from enforcement_actions
    where not failed
),
let_go as (
    select distinct ranked.content_id
    from ranked
    inner join review_decisions on ranked.content_id = review_decisions.content_id
    where
        ranked.turn = 1
        and review_decisions.purpose = 'production'
        and not review_decisions.is_violating
        and review_decisions.decided_at < ranked.actioned_at
),
source as (
    select
        content_impressions.day as sum_day,
        sum(content_impressions.impressions) as impressions,
        sum(case when let_go.content_id is not null then content_impressions.impressions else 0 end) as let_go_impressions
    from content_impressions
    inner join ranked on content_impressions.content_id = ranked.content_id
    left join let_go on content_impressions.content_id = let_go.content_id
    where
        ranked.turn = 1
        and content_impressions.day >= :since and content_impressions.day < :until
        and content_impressions.day <= ranked.action_day
        and content_impressions.day >= cast(ranked.action_day - interval 60 day as date)
    group by content_impressions.day
),
built as (
    select
        day as sum_day,
        sum(impressions) as impressions,
        sum(case when stratum > 0 then impressions else 0 end) as let_go_impressions
    from marts.let_go_impressions
    where day >= :since and day < :until and dimension = 'all'
    group by day
)
select
    coalesce(source.sum_day, built.sum_day) as differing_day,
    coalesce(source.impressions, 0) as contract_impressions,
    coalesce(built.impressions, 0) as mart_impressions,
    coalesce(source.let_go_impressions, 0) as contract_let_go_impressions,
    coalesce(built.let_go_impressions, 0) as mart_let_go_impressions
from source
full join built on source.sum_day = built.sum_day
where
    coalesce(source.impressions, 0) <> coalesce(built.impressions, 0)
    or coalesce(source.let_go_impressions, 0) <> coalesce(built.let_go_impressions, 0)
order by differing_day
