-- answers: what a draft rule would have hit among the contents made in the period, the views it would have come before, and the rules that hit the same
-- grain: part segment: one row per market and kind of content; part rule: one row per rule (in one statement, as the rule is costly to evaluate)
-- parameters: since date, until date
-- tables: contents, rule_hits, rules, enforcement_actions, content_impressions
with judged as (
    select
        candidate.content_id,
        candidate.market,
        candidate.content_type,
        candidate.created_at,
        case when :draft_condition then 1 else 0 end as is_hit,
        :draft_known_at as known_at
    from contents as candidate
    where candidate.created_at >= :since and candidate.created_at < :until
),
hit as (
    select content_id, market, content_type, created_at, known_at
    from judged
    where is_hit = 1
),
live as (
    select rule_hits.content_id
    from rule_hits
    where rule_hits.hit_at >= :since and not rule_hits.is_shadow
    group by rule_hits.content_id
),
actioned as (
    select
        content_id,
        min(actioned_at) as actioned_at
    from enforcement_actions
    where actioned_at >= :since and not failed
    group by content_id
),
seen as (
    select
        hit.content_id,
        sum(content_impressions.impressions) as impressions
    from content_impressions
    inner join hit on content_impressions.content_id = hit.content_id
    where
        content_impressions.day >= :since
        and content_impressions.day < :until
        -- Views of the day are not timed: what came before the rule could know is left out with the whole day.
        and (hit.known_at <= hit.created_at or content_impressions.day > cast(hit.known_at as date))
    group by hit.content_id
),
found as (
    select
        rule_id,
        content_id
    from rule_hits
    where hit_at >= :since
    group by rule_id, content_id
)
select
    'segment' as part,
    judged.market,
    judged.content_type,
    cast(null as varchar) as rule_id,
    cast(null as varchar) as status,
    count(*) as contents,
    sum(judged.is_hit) as hits,
    sum(case when judged.is_hit = 1 and live.content_id is not null then 1 else 0 end) as hits_of_live_rules,
    sum(case when judged.is_hit = 1 and actioned.content_id is not null then 1 else 0 end) as hits_acted_on,
    sum(coalesce(seen.impressions, 0)) as impressions_after,
    sum(case when actioned.content_id is not null then coalesce(seen.impressions, 0) else 0 end)
        as impressions_before_action
from judged
left join live on judged.content_id = live.content_id
left join actioned on judged.content_id = actioned.content_id
left join seen on judged.content_id = seen.content_id
group by judged.market, judged.content_type
union all
select
    'rule' as part,
    cast(null as varchar) as market,
    cast(null as varchar) as content_type,
    rules.rule_id,
    rules.status,
    count(*) as contents,
    sum(judged.is_hit) as hits,
    null as hits_of_live_rules,
    null as hits_acted_on,
    null as impressions_after,
    null as impressions_before_action
from judged
inner join found on judged.content_id = found.content_id
inner join rules on found.rule_id = rules.rule_id
group by rules.rule_id, rules.status
order by part, hits desc, market, content_type, rule_id
