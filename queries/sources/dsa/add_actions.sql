-- answers: the enforcement actions of staged statements that the warehouse does not have yet
-- grain: one statement of reasons, known by its uuid; of several with one uuid the first in file order counts
-- parameters: parts texts
-- tables: enforcement_actions
-- dialect: duckdb; `parts` are staged Parquet files, in file order
insert into enforcement_actions (
    action_id,
    content_id,
    creator_id,
    policy_id,
    detection_source,
    action_type,
    decision_ground,
    content_type,
    market,
    content_created_at,
    actioned_at,
    automated_detection,
    automated_decision,
    failed
)
select
    action_id,
    content_id,
    content_id as creator_id,
    policy_id,
    detection_source,
    action_type,
    decision_ground,
    content_type,
    market,
    content_created_at,
    actioned_at,
    automated_detection,
    automated_decision,
    false as failed
from read_parquet(:parts, filename = true, file_row_number = true) as staged
where
    problem is null
    and not exists (select 1 from enforcement_actions as known where known.action_id = staged.action_id)
qualify row_number() over (partition by action_id order by filename, file_row_number) = 1
