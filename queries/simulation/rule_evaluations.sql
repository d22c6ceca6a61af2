-- answers: how often each rule version ran and hit; the newest days are not loaded yet
-- grain: one day, rule version, market and kind of content
-- parameters: start date, pending_day integer
-- tables: contents, rule_hits, rule_spans
-- dialect: duckdb; `rule_spans` is a registered Arrow table: a rule version, a kind of content, its days
insert into rule_evaluations_daily
with made as (
    select
        created_at::date as day,
        market,
        content_type,
        count(*) as evaluations
    from contents
    where created_at >= cast(:start as date)
    group by all
),
ran as (
    select
        made.day,
        rule_spans.rule_id,
        rule_spans.version,
        made.market,
        made.content_type,
        made.evaluations
    from made
    inner join rule_spans
        on made.content_type = rule_spans.content_type
        and made.day >= rule_spans.since
        and made.day < rule_spans.until
),
hit as (
    select
        rule_hits.hit_at::date as day,
        rule_hits.rule_id,
        rule_spans.version,
        contents.market,
        contents.content_type,
        -- Contents of earlier days are looked at again when they are hit.
        count(*) filter (where contents.created_at::date <> rule_hits.hit_at::date) as evaluations,
        count(*) as hits,
        count(distinct contents.creator_id) as hit_creators
    from rule_hits
    inner join contents on rule_hits.content_id = contents.content_id
    inner join rule_spans
        on rule_hits.rule_id = rule_spans.rule_id
        and contents.content_type = rule_spans.content_type
        and rule_hits.hit_at >= rule_spans.since
        and rule_hits.hit_at < rule_spans.until
    group by all
)
select
    day,
    rule_id,
    version,
    market,
    content_type,
    coalesce(ran.evaluations, 0) + coalesce(hit.evaluations, 0) as evaluations,
    coalesce(hit.hits, 0) as hits,
    coalesce(hit.hit_creators, 0) as hit_creators
from ran
full join hit using (day, rule_id, version, market, content_type)
where day < cast(:start as date) + cast(:pending_day as integer)
