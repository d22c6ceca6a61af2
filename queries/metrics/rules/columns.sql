-- answers: what a draft rule may read of a content; each projection is put in place where a rule names it
-- grain: one sampled view (draft rules read single projections, not this statement)
-- parameters: rule_id text, until date
-- tables: contents, prevalence_labels, enforcement_actions, rule_hits
select
    candidate.content_type,
    candidate.market,
    candidate.language,
    candidate.created_at,
    extract(hour from candidate.created_at) as created_hour,
    date_diff(
        'day',
        (
            select cast(min(earlier.created_at) as date)
            from contents as earlier
            where earlier.creator_id = candidate.creator_id
        ),
        cast(candidate.created_at as date)
    ) as creator_age_days,
    (
        select max(placed.contents_before)
        from (
            select
                made.content_id,
                made.creator_id,
                rank() over (partition by made.creator_id order by made.created_at) - 1 as contents_before
            from contents as made
            where made.created_at < :until
        ) as placed
        -- The creator too, so that PostgreSQL ranks one creator's contents for a content and not everybody's.
        where placed.content_id = candidate.content_id and placed.creator_id = candidate.creator_id
    ) as creator_contents_before,
    (
        select count(*)
        from enforcement_actions as earlier
        where
            earlier.creator_id = candidate.creator_id
            and earlier.actioned_at < candidate.created_at
            and not earlier.failed
    ) as creator_actions_before,
    sampled.model_score,
    exists(
        select 1
        from rule_hits as other
        where other.content_id = candidate.content_id and other.rule_id = :rule_id and other.hit_at < :until
    ) as rule_hit,
    (
        select max(other.score)
        from rule_hits as other
        where other.content_id = candidate.content_id and other.rule_id = :rule_id and other.hit_at < :until
    ) as rule_score,
    (
        select min(other.hit_at)
        from rule_hits as other
        where other.content_id = candidate.content_id and other.rule_id = :rule_id and other.hit_at < :until
    ) as rule_hit_at
from prevalence_labels as sampled
inner join contents as candidate on sampled.content_id = candidate.content_id
