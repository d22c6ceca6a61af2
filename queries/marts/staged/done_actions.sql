-- answers: what was done in a period, and what became of it
-- grain: one row is the actions of one day and segment that did not fail
-- parameters: since date, until date
-- tables: enforcement_actions, reports, appeals
with done as (
    select
        cast(actioned_at as date) as day,
        action_id,
        content_id,
        policy_id,
        detection_source,
        action_type,
        market,
        content_type,
        automated_decision,
        case when automated_detection then 'yes' else 'no' end as automated_detection,
        decision_ground,
        actioned_at
    from enforcement_actions
    where actioned_at >= :since and actioned_at < :until and not failed
),
first_reports as (
    select content_id, min(reported_at) as first_reported_at
    from reports
    where content_id in (select content_id from done)
    group by content_id
),
appealed as (
    select
        action_id,
        max(case when outcome in ('overturned', 'partially_overturned') then 1 else 0 end) as is_overturned
    from appeals
    where action_id in (select action_id from done)
    group by action_id
)
select
    done.day,
    done.policy_id,
    done.detection_source,
    done.action_type,
    done.market,
    done.content_type,
    done.automated_decision,
    done.automated_detection,
    done.decision_ground,
    count(*) as actions,
    sum(
        case
            when first_reports.first_reported_at is null or done.actioned_at < first_reports.first_reported_at then 1
            else 0
        end
    ) as proactive_actions,
    count(appealed.action_id) as appealed,
    coalesce(sum(appealed.is_overturned), 0) as overturned
from done
left join first_reports on done.content_id = first_reports.content_id
left join appealed on done.action_id = appealed.action_id
group by
    done.day,
    done.policy_id,
    done.detection_source,
    done.action_type,
    done.market,
    done.content_type,
    done.automated_decision,
    done.automated_detection,
    done.decision_ground
