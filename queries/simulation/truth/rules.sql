-- answers: the true precision and recall of each rule version
-- grain: one rule version
-- parameters: none
-- tables: rule_hits, truth.contents, contents, rules, rule_spans
-- dialect: duckdb; `rule_spans` is a registered Arrow table: a rule version, a kind of content, its days
create table truth.rules as
with hit as (
    select
        rule_spans.rule_id,
        rule_spans.version,
        count(*) as hits,
        count(*) filter (where known.policy_id = rules.policy_id) as true_hits
    from rule_hits
    inner join rules on rule_hits.rule_id = rules.rule_id
    inner join contents on rule_hits.content_id = contents.content_id
    inner join truth.contents as known on rule_hits.content_id = known.content_id
    inner join rule_spans
        on rule_hits.rule_id = rule_spans.rule_id
        and contents.content_type = rule_spans.content_type
        and rule_hits.hit_at >= rule_spans.since
        and rule_hits.hit_at < rule_spans.until
    group by all
),
violation as (
    select
        known.policy_id,
        contents.content_type,
        contents.created_at::date as day,
        count(*) as contents
    from truth.contents as known
    inner join contents on known.content_id = contents.content_id
    where known.is_violating
    group by all
),
due as (
    select
        rule_spans.rule_id,
        rule_spans.version,
        sum(violation.contents)::bigint as violating_contents
    from rule_spans
    inner join rules on rule_spans.rule_id = rules.rule_id
    inner join violation
        on violation.policy_id = rules.policy_id
        and violation.content_type = rule_spans.content_type
        and violation.day >= rule_spans.since
        and violation.day < rule_spans.until
    group by all
)
select
    due.rule_id,
    due.version,
    coalesce(hit.hits, 0) as hits,
    coalesce(hit.true_hits, 0) as true_hits,
    due.violating_contents,
    hit.true_hits / hit.hits as precision,
    coalesce(hit.true_hits, 0) / due.violating_contents as recall
from due
left join hit on due.rule_id = hit.rule_id and due.version = hit.version
order by due.rule_id, due.version
