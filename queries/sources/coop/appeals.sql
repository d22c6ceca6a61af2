-- answers: the appeals sent to Coop, the action each is about, and how it ended
-- grain: one appeal; one sent again under its id counts once, as first filed
-- parameters: none
-- tables: REPORTING_SERVICE.APPEALS, analytics.ACTION_EXECUTIONS, manual_review_tool.manual_review_decisions,
-- public.actions, public.orgs, public.org_settings
-- notes: an appeal names an item and the kinds of action taken, not which time: it belongs to the latest such action on
-- the item before it was filed. One without any belongs to the action `unmatched/APPEAL`, which `integrity check`
-- counts as an orphan. Coop's answer is accept or reject; it has no partial one.
with
organisations as (
    select orgs.id as org_id
    from public.orgs as orgs
    left join public.org_settings as settings on settings.org_id = orgs.id
    where not coalesce(settings.is_demo_org, false)
),
filings as (
    select
        filed.org_id,
        filed.appeal_id as filing_id,
        filed.actioned_item_id as item_id,
        filed.actioned_item_type_id as item_type_id,
        translate(filed.appeal_id, '"''\ ', '') as appeal_key,
        ',' || translate(cast(filed.actions_taken as varchar), '[]{}"'' ', '') || ',' as kinds_taken,
        cast(filed.appealed_at as timestamp) as appealed_at
    from REPORTING_SERVICE.APPEALS as filed
    inner join organisations on organisations.org_id = filed.org_id
    qualify row_number() over (partition by filed.org_id, filed.appeal_id order by filed.appealed_at, filed.ts) = 1
),
executions as (
    select distinct
        logged.correlation_id || '/' || logged.action_id || '/' || coalesce(logged.item_type_id, '') || '/'
        || coalesce(logged.item_id, '') as action_key,
        logged.org_id as org_id,
        logged.action_id as kind_id,
        logged.item_id,
        logged.item_type_id,
        cast(logged.ts as timestamp) as acted_at
    from analytics.ACTION_EXECUTIONS as logged
    left join public.actions as kinds on kinds.id = logged.action_id
    where
        coalesce(logged.rule_environment, 'LIVE') not in ('BACKGROUND', 'BACKTEST')
        and coalesce(cast(kinds.action_type as varchar), 'CUSTOM_ACTION') = 'CUSTOM_ACTION'
),
matches as (
    select
        filings.org_id,
        filings.filing_id,
        executions.action_key
    from filings
    inner join executions
        on executions.org_id = filings.org_id
        and executions.item_type_id = filings.item_type_id
        and executions.item_id = filings.item_id
        and executions.acted_at <= filings.appealed_at
        and strpos(filings.kinds_taken, ',' || executions.kind_id || ',') > 0
    qualify
        row_number() over (
            partition by filings.org_id, filings.filing_id
            order by executions.acted_at desc, executions.action_key
        ) = 1
),
answers as (
    select
        answered.org_id,
        answered.appeal_key,
        answered.answered_at,
        answered.outcome
    from (
        select
            decided.org_id,
            cast(decided.created_at as timestamp) as answered_at,
            case
                when strpos(cast(decided.decision_components as varchar), 'ACCEPT_APPEAL') > 0 then 'overturned'
                when strpos(cast(decided.decision_components as varchar), 'REJECT_APPEAL') > 0 then 'upheld'
            end as outcome,
            split_part(
                split_part(
                    split_part(
                        translate(cast(decided.decision_components as varchar), '"''\ ', ''), 'appealId:', 2
                    ),
                    '}',
                    1
                ),
                ',',
                1
            ) as appeal_key
        from manual_review_tool.manual_review_decisions as decided
    ) as answered
    where answered.outcome is not null
    qualify row_number() over (partition by answered.org_id, answered.appeal_key order by answered.answered_at) = 1
)
select
    filings.filing_id as appeal_id,
    coalesce(matches.action_key, 'unmatched/' || filings.filing_id) as action_id,
    filings.appealed_at as filed_at,
    answers.answered_at as decided_at,
    answers.outcome
from filings
left join matches on matches.org_id = filings.org_id and matches.filing_id = filings.filing_id
left join answers on answers.org_id = filings.org_id and answers.appeal_key = filings.appeal_key
