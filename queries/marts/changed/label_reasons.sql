-- answers: which days have violating labels whose reason may have changed since a moment
-- grain: one row is one day of views
-- parameters: changed_since timestamp
-- tables: prevalence_labels, enforcement_actions
-- notes: What is let go or taken back counts from the day after on, so older days change with a label or an action only.
select distinct day as changed_day
from prevalence_labels
where
    is_violating
    and (
        labelled_at >= :changed_since
        or day >= cast(:changed_since as date)
        or content_id in (
            select content_id
            from enforcement_actions
            where actioned_at >= :changed_since and not failed
        )
    )
