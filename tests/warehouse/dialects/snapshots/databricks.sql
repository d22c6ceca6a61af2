-- Databricks: transpiles, not executed. Made by test_snapshots.py.

-- queries/contract/appeals.sql
CREATE TABLE IF NOT EXISTS appeals (
  appeal_id STRING NOT NULL,
  action_id STRING NOT NULL,
  filed_at TIMESTAMP_NTZ NOT NULL,
  decided_at TIMESTAMP_NTZ,
  outcome STRING
);

-- queries/contract/content_impressions.sql
CREATE TABLE IF NOT EXISTS content_impressions (
  day DATE NOT NULL,
  content_id STRING NOT NULL,
  market STRING NOT NULL,
  surface STRING NOT NULL,
  impressions BIGINT NOT NULL
);

-- queries/contract/contents.sql
CREATE TABLE IF NOT EXISTS contents (
  content_id STRING NOT NULL,
  creator_id STRING NOT NULL,
  content_type STRING NOT NULL,
  market STRING NOT NULL,
  language STRING,
  created_at TIMESTAMP_NTZ NOT NULL
);

-- queries/contract/dsa_delays_daily.sql
CREATE TABLE IF NOT EXISTS dsa_delays_daily (
  day DATE NOT NULL,
  platform STRING NOT NULL,
  delay STRING NOT NULL,
  statements BIGINT NOT NULL,
  mean_seconds DOUBLE NOT NULL,
  min_seconds BIGINT NOT NULL,
  max_seconds BIGINT NOT NULL
);

-- queries/contract/dsa_statements_daily.sql
CREATE TABLE IF NOT EXISTS dsa_statements_daily (
  day DATE NOT NULL,
  platform STRING NOT NULL,
  dimension STRING NOT NULL,
  value STRING NOT NULL,
  statements BIGINT NOT NULL
);

-- queries/contract/enforcement_actions.sql
CREATE TABLE IF NOT EXISTS enforcement_actions (
  action_id STRING NOT NULL,
  content_id STRING NOT NULL,
  creator_id STRING NOT NULL,
  policy_id STRING,
  rule_id STRING,
  detection_source STRING NOT NULL,
  action_type STRING NOT NULL,
  decision_ground STRING,
  content_type STRING NOT NULL,
  market STRING NOT NULL,
  content_created_at TIMESTAMP_NTZ,
  detected_at TIMESTAMP_NTZ,
  actioned_at TIMESTAMP_NTZ NOT NULL,
  automated_detection BOOLEAN NOT NULL,
  automated_decision STRING NOT NULL,
  reviewer_id STRING,
  reversed_at TIMESTAMP_NTZ,
  failed BOOLEAN NOT NULL
);

-- queries/contract/escalations.sql
CREATE TABLE IF NOT EXISTS escalations (
  escalation_id STRING NOT NULL,
  source STRING NOT NULL,
  severity STRING NOT NULL,
  policy_id STRING,
  market STRING NOT NULL,
  opened_at TIMESTAMP_NTZ NOT NULL,
  acknowledged_at TIMESTAMP_NTZ,
  resolved_at TIMESTAMP_NTZ,
  resolution STRING
);

-- queries/contract/impressions_daily.sql
CREATE TABLE IF NOT EXISTS impressions_daily (
  day DATE NOT NULL,
  market STRING NOT NULL,
  surface STRING NOT NULL,
  content_type STRING NOT NULL,
  impressions BIGINT NOT NULL
);

-- queries/contract/policies.sql
CREATE TABLE IF NOT EXISTS policies (
  policy_id STRING NOT NULL,
  parent_policy_id STRING,
  name STRING NOT NULL,
  area STRING NOT NULL,
  severity INT NOT NULL,
  dsa_category STRING,
  dsa_keyword STRING
);

-- queries/contract/policy_changes.sql
CREATE TABLE IF NOT EXISTS policy_changes (
  change_id STRING NOT NULL,
  policy_id STRING NOT NULL,
  effective_at TIMESTAMP_NTZ NOT NULL,
  kind STRING NOT NULL,
  title STRING NOT NULL,
  markets STRING
);

-- queries/contract/prevalence_labels.sql
CREATE TABLE IF NOT EXISTS prevalence_labels (
  sample_id STRING NOT NULL,
  day DATE NOT NULL,
  stratum STRING NOT NULL,
  content_id STRING NOT NULL,
  market STRING NOT NULL,
  surface STRING NOT NULL,
  content_type STRING NOT NULL,
  inclusion_probability DOUBLE NOT NULL,
  model_score DOUBLE,
  labelled_at TIMESTAMP_NTZ,
  reviewer_id STRING,
  policy_id STRING,
  is_violating BOOLEAN
);

-- queries/contract/reports.sql
CREATE TABLE IF NOT EXISTS reports (
  report_id STRING NOT NULL,
  content_id STRING NOT NULL,
  reporter_id STRING,
  reporter_type STRING NOT NULL,
  policy_id STRING,
  market STRING NOT NULL,
  queue STRING NOT NULL,
  reported_at TIMESTAMP_NTZ NOT NULL,
  first_reviewed_at TIMESTAMP_NTZ,
  decided_at TIMESTAMP_NTZ,
  decision STRING,
  action_id STRING
);

-- queries/contract/review_decisions.sql
CREATE TABLE IF NOT EXISTS review_decisions (
  decision_id STRING NOT NULL,
  content_id STRING NOT NULL,
  reviewer_id STRING NOT NULL,
  policy_id STRING,
  is_violating BOOLEAN NOT NULL,
  severity INT,
  decided_at TIMESTAMP_NTZ NOT NULL,
  handle_seconds DOUBLE,
  purpose STRING NOT NULL,
  reference_is_violating BOOLEAN
);

-- queries/contract/reviewers.sql
CREATE TABLE IF NOT EXISTS reviewers (
  reviewer_id STRING NOT NULL,
  site STRING NOT NULL,
  vendor STRING,
  languages STRING,
  started_on DATE
);

-- queries/contract/rule_changes.sql
CREATE TABLE IF NOT EXISTS rule_changes (
  rule_id STRING NOT NULL,
  version STRING NOT NULL,
  changed_at TIMESTAMP_NTZ NOT NULL,
  change STRING NOT NULL,
  threshold DOUBLE
);

-- queries/contract/rule_evaluations_daily.sql
CREATE TABLE IF NOT EXISTS rule_evaluations_daily (
  day DATE NOT NULL,
  rule_id STRING NOT NULL,
  version STRING,
  market STRING NOT NULL,
  content_type STRING NOT NULL,
  evaluations BIGINT NOT NULL,
  hits BIGINT NOT NULL,
  hit_creators BIGINT NOT NULL
);

-- queries/contract/rule_hits.sql
CREATE TABLE IF NOT EXISTS rule_hits (
  hit_id STRING NOT NULL,
  hit_at TIMESTAMP_NTZ NOT NULL,
  rule_id STRING NOT NULL,
  content_id STRING NOT NULL,
  score DOUBLE,
  is_shadow BOOLEAN NOT NULL,
  action_id STRING
);

-- queries/contract/rules.sql
CREATE TABLE IF NOT EXISTS rules (
  rule_id STRING NOT NULL,
  name STRING NOT NULL,
  policy_id STRING NOT NULL,
  detection STRING NOT NULL,
  mode STRING NOT NULL,
  status STRING NOT NULL,
  owner STRING,
  threshold DOUBLE,
  launched_at TIMESTAMP_NTZ,
  retired_at TIMESTAMP_NTZ
);

-- queries/contract/sampling_frame.sql
CREATE TABLE IF NOT EXISTS sampling_frame (
  day DATE NOT NULL,
  stratum STRING NOT NULL,
  market STRING NOT NULL,
  surface STRING NOT NULL,
  content_type STRING NOT NULL,
  impressions BIGINT NOT NULL
);

-- queries/contract/service_levels.sql
CREATE TABLE IF NOT EXISTS service_levels (
  applies_to STRING NOT NULL,
  queue_or_severity STRING NOT NULL,
  measure STRING NOT NULL,
  target_minutes DOUBLE NOT NULL,
  target_share DOUBLE NOT NULL
);

-- queries/marts/action_hours.sql
SELECT
  day,
  policy_id,
  detection_source,
  market,
  content_type,
  hours,
  actions
FROM aged_actions;

-- queries/marts/action_hours_all.sql
SELECT
  day,
  hours,
  SUM(actions) AS actions
FROM aged_actions
GROUP BY
  day,
  hours;

-- queries/marts/action_hours_by_dimension.sql
SELECT
  day,
  hours,
  'all' AS dimension,
  'all' AS value,
  SUM(actions) AS actions
FROM aged_actions
GROUP BY
  day,
  hours
UNION ALL
SELECT
  day,
  hours,
  'policy_id' AS dimension,
  policy_id AS value,
  SUM(actions) AS actions
FROM aged_actions
GROUP BY
  day,
  hours,
  policy_id
UNION ALL
SELECT
  day,
  hours,
  'detection_source' AS dimension,
  detection_source AS value,
  SUM(actions) AS actions
FROM aged_actions
GROUP BY
  day,
  hours,
  detection_source
UNION ALL
SELECT
  day,
  hours,
  'market' AS dimension,
  market AS value,
  SUM(actions) AS actions
FROM aged_actions
GROUP BY
  day,
  hours,
  market
UNION ALL
SELECT
  day,
  hours,
  'content_type' AS dimension,
  content_type AS value,
  SUM(actions) AS actions
FROM aged_actions
GROUP BY
  day,
  hours,
  content_type;

-- queries/marts/actions_by_dimension.sql
SELECT
  day,
  'all' AS dimension,
  'all' AS value,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed,
  SUM(overturned) AS overturned
FROM done_actions
GROUP BY
  day
UNION ALL
SELECT
  day,
  'policy_id' AS dimension,
  policy_id AS value,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed,
  SUM(overturned) AS overturned
FROM done_actions
GROUP BY
  day,
  policy_id
UNION ALL
SELECT
  day,
  'detection_source' AS dimension,
  detection_source AS value,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed,
  SUM(overturned) AS overturned
FROM done_actions
GROUP BY
  day,
  detection_source
UNION ALL
SELECT
  day,
  'action_type' AS dimension,
  action_type AS value,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed,
  SUM(overturned) AS overturned
FROM done_actions
GROUP BY
  day,
  action_type
UNION ALL
SELECT
  day,
  'market' AS dimension,
  market AS value,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed,
  SUM(overturned) AS overturned
FROM done_actions
GROUP BY
  day,
  market
UNION ALL
SELECT
  day,
  'content_type' AS dimension,
  content_type AS value,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed,
  SUM(overturned) AS overturned
FROM done_actions
GROUP BY
  day,
  content_type
UNION ALL
SELECT
  day,
  'automated_decision' AS dimension,
  automated_decision AS value,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed,
  SUM(overturned) AS overturned
FROM done_actions
GROUP BY
  day,
  automated_decision
UNION ALL
SELECT
  day,
  'automated_detection' AS dimension,
  automated_detection AS value,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed,
  SUM(overturned) AS overturned
FROM done_actions
GROUP BY
  day,
  automated_detection
UNION ALL
SELECT
  day,
  'decision_ground' AS dimension,
  decision_ground AS value,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed,
  SUM(overturned) AS overturned
FROM done_actions
GROUP BY
  day,
  decision_ground;

-- queries/marts/actions_daily.sql
SELECT
  day,
  policy_id,
  detection_source,
  action_type,
  market,
  content_type,
  automated_decision,
  automated_detection,
  decision_ground,
  actions,
  proactive_actions,
  appealed,
  overturned
FROM done_actions;

-- queries/marts/appeals_by_dimension.sql
SELECT
  day,
  'all' AS dimension,
  'all' AS value,
  SUM(filed) AS filed,
  SUM(decided) AS decided,
  SUM(overturned) AS overturned
FROM dated_appeals
GROUP BY
  day
UNION ALL
SELECT
  day,
  'policy_id' AS dimension,
  policy_id AS value,
  SUM(filed) AS filed,
  SUM(decided) AS decided,
  SUM(overturned) AS overturned
FROM dated_appeals
GROUP BY
  day,
  policy_id
UNION ALL
SELECT
  day,
  'market' AS dimension,
  market AS value,
  SUM(filed) AS filed,
  SUM(decided) AS decided,
  SUM(overturned) AS overturned
FROM dated_appeals
GROUP BY
  day,
  market
UNION ALL
SELECT
  day,
  'content_type' AS dimension,
  content_type AS value,
  SUM(filed) AS filed,
  SUM(decided) AS decided,
  SUM(overturned) AS overturned
FROM dated_appeals
GROUP BY
  day,
  content_type
UNION ALL
SELECT
  day,
  'detection_source' AS dimension,
  detection_source AS value,
  SUM(filed) AS filed,
  SUM(decided) AS decided,
  SUM(overturned) AS overturned
FROM dated_appeals
GROUP BY
  day,
  detection_source;

-- queries/marts/appeals_daily.sql
SELECT
  day,
  policy_id,
  market,
  content_type,
  detection_source,
  filed,
  decided,
  overturned
FROM dated_appeals;

-- queries/marts/changed/actions_appealed.sql
SELECT DISTINCT
  CAST(enforcement_actions.actioned_at AS DATE) AS changed_day
FROM appeals
INNER JOIN enforcement_actions
  ON appeals.action_id = enforcement_actions.action_id
WHERE
  appeals.filed_at >= CAST(:changed_since AS TIMESTAMP_NTZ)
  OR appeals.decided_at >= CAST(:changed_since AS TIMESTAMP_NTZ);

-- queries/marts/changed/actions_reversed.sql
SELECT DISTINCT
  CAST(actioned_at AS DATE) AS changed_day
FROM enforcement_actions
WHERE
  reversed_at >= CAST(:changed_since AS TIMESTAMP_NTZ) AND NOT failed;

-- queries/marts/changed/actions_reviewed.sql
SELECT DISTINCT
  CAST(enforcement_actions.actioned_at AS DATE) AS changed_day
FROM enforcement_actions
INNER JOIN review_decisions
  ON enforcement_actions.content_id = review_decisions.content_id
WHERE
  NOT enforcement_actions.failed
  AND review_decisions.purpose = 'qa'
  AND review_decisions.decided_at >= CAST(:changed_since AS TIMESTAMP_NTZ)
  AND review_decisions.decided_at > enforcement_actions.actioned_at;

-- queries/marts/changed/appeals.sql
SELECT DISTINCT
  CAST(filed_at AS DATE) AS changed_day
FROM appeals
WHERE
  decided_at >= CAST(:changed_since AS TIMESTAMP_NTZ);

-- queries/marts/changed/draws_noted.sql
SELECT DISTINCT
  day AS changed_day
FROM prevalence_labels
WHERE
  labelled_at >= CAST(:changed_since AS TIMESTAMP_NTZ)
  OR content_id IN (
    SELECT
      rule_hits.content_id
    FROM rule_hits
    WHERE
      rule_hits.hit_at >= CAST(:changed_since AS TIMESTAMP_NTZ)
  );

-- queries/marts/changed/escalations.sql
SELECT DISTINCT
  CAST(opened_at AS DATE) AS changed_day
FROM escalations
WHERE
  acknowledged_at >= CAST(:changed_since AS TIMESTAMP_NTZ)
  OR resolved_at >= CAST(:changed_since AS TIMESTAMP_NTZ);

-- queries/marts/changed/hits_noted.sql
SELECT DISTINCT
  CAST(hit_at AS DATE) AS changed_day
FROM rule_hits
WHERE
  content_id IN (
    SELECT
      prevalence_labels.content_id
    FROM prevalence_labels
    WHERE
      prevalence_labels.day >= CAST(:changed_since AS DATE)
      OR prevalence_labels.labelled_at >= CAST(:changed_since AS TIMESTAMP_NTZ)
  );

-- queries/marts/changed/label_reasons.sql
SELECT DISTINCT
  day AS changed_day
FROM prevalence_labels
WHERE
  is_violating
  AND (
    labelled_at >= CAST(:changed_since AS TIMESTAMP_NTZ)
    OR day >= CAST(:changed_since AS DATE)
    OR content_id IN (
      SELECT
        content_id
      FROM enforcement_actions
      WHERE
        actioned_at >= CAST(:changed_since AS TIMESTAMP_NTZ) AND NOT failed
    )
  );

-- queries/marts/changed/labels.sql
SELECT DISTINCT
  day AS changed_day
FROM prevalence_labels
WHERE
  labelled_at >= CAST(:changed_since AS TIMESTAMP_NTZ);

-- queries/marts/changed/reports.sql
SELECT DISTINCT
  CAST(reported_at AS DATE) AS changed_day
FROM reports
WHERE
  first_reviewed_at >= CAST(:changed_since AS TIMESTAMP_NTZ)
  OR decided_at >= CAST(:changed_since AS TIMESTAMP_NTZ);

-- queries/marts/changed/scored_contents.sql
WITH touched AS (
  SELECT
    content_id
  FROM rule_hits
  WHERE
    hit_at >= CAST(:changed_since AS TIMESTAMP_NTZ) AND NOT score IS NULL
  UNION ALL
  SELECT
    content_id
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:changed_since AS TIMESTAMP_NTZ) AND NOT failed
)
SELECT DISTINCT
  CAST(hit_at AS DATE) AS changed_day
FROM rule_hits
WHERE
  NOT score IS NULL AND content_id IN (
    SELECT
      content_id
    FROM touched
  );

-- queries/marts/changed/scored_decisions.sql
SELECT DISTINCT
  CAST(decided_at AS DATE) AS changed_day
FROM review_decisions
WHERE
  purpose = 'production'
  AND content_id IN (
    SELECT
      content_id
    FROM rule_hits
    WHERE
      hit_at >= CAST(:changed_since AS TIMESTAMP_NTZ) AND NOT score IS NULL
  );

-- queries/marts/changed/seen_before_action.sql
SELECT DISTINCT
  day AS changed_day
FROM content_impressions
WHERE
  day >= CAST(CAST(:changed_since AS DATE) - INTERVAL '60' DAY AS DATE);

-- queries/marts/checks/action_hours.sql
WITH source AS (
  SELECT
    CAST(actioned_at AS DATE) AS sum_day,
    COUNT(*) AS actions
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE)
    AND actioned_at < CAST(:until AS DATE)
    AND NOT failed
    AND NOT content_created_at IS NULL
  GROUP BY
    CAST(actioned_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(actions) AS actions
  FROM marts.action_hours
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.actions, 0) AS contract_actions,
  COALESCE(built.actions, 0) AS mart_actions
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.actions, 0) <> COALESCE(built.actions, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/action_hours_all.sql
WITH source AS (
  SELECT
    CAST(actioned_at AS DATE) AS sum_day,
    COUNT(*) AS actions
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE)
    AND actioned_at < CAST(:until AS DATE)
    AND NOT failed
    AND NOT content_created_at IS NULL
  GROUP BY
    CAST(actioned_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(actions) AS actions
  FROM marts.action_hours_all
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.actions, 0) AS contract_actions,
  COALESCE(built.actions, 0) AS mart_actions
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.actions, 0) <> COALESCE(built.actions, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/action_hours_by_dimension.sql
WITH source AS (
  SELECT
    CAST(actioned_at AS DATE) AS sum_day,
    COUNT(*) AS actions,
    5 * COUNT(*) AS actions_by_dimension
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE)
    AND actioned_at < CAST(:until AS DATE)
    AND NOT failed
    AND NOT content_created_at IS NULL
  GROUP BY
    CAST(actioned_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN actions ELSE 0 END) AS actions,
    SUM(actions) AS actions_by_dimension
  FROM marts.action_hours_by_dimension
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.actions, 0) AS contract_actions,
  COALESCE(built.actions, 0) AS mart_actions,
  COALESCE(source.actions_by_dimension, 0) AS contract_actions_by_dimension,
  COALESCE(built.actions_by_dimension, 0) AS mart_actions_by_dimension
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.actions, 0) <> COALESCE(built.actions, 0)
  OR COALESCE(source.actions_by_dimension, 0) <> COALESCE(built.actions_by_dimension, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/actions_by_dimension.sql
WITH outcomes AS (
  SELECT
    action_id,
    MAX(CASE WHEN outcome IN ('overturned', 'partially_overturned') THEN 1 ELSE 0 END) AS is_overturned
  FROM appeals
  GROUP BY
    action_id
), source AS (
  SELECT
    CAST(enforcement_actions.actioned_at AS DATE) AS sum_day,
    COUNT(*) AS actions,
    COUNT(outcomes.action_id) AS appealed,
    COALESCE(SUM(outcomes.is_overturned), 0) AS overturned,
    9 * COUNT(*) AS actions_by_dimension
  FROM enforcement_actions
  LEFT JOIN outcomes
    ON enforcement_actions.action_id = outcomes.action_id
  WHERE
    enforcement_actions.actioned_at >= CAST(:since AS DATE)
    AND enforcement_actions.actioned_at < CAST(:until AS DATE)
    AND NOT enforcement_actions.failed
  GROUP BY
    CAST(enforcement_actions.actioned_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN actions ELSE 0 END) AS actions,
    SUM(CASE WHEN dimension = 'all' THEN appealed ELSE 0 END) AS appealed,
    SUM(CASE WHEN dimension = 'all' THEN overturned ELSE 0 END) AS overturned,
    SUM(actions) AS actions_by_dimension
  FROM marts.actions_by_dimension
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.actions, 0) AS contract_actions,
  COALESCE(built.actions, 0) AS mart_actions,
  COALESCE(source.appealed, 0) AS contract_appealed,
  COALESCE(built.appealed, 0) AS mart_appealed,
  COALESCE(source.overturned, 0) AS contract_overturned,
  COALESCE(built.overturned, 0) AS mart_overturned,
  COALESCE(source.actions_by_dimension, 0) AS contract_actions_by_dimension,
  COALESCE(built.actions_by_dimension, 0) AS mart_actions_by_dimension
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.actions, 0) <> COALESCE(built.actions, 0)
  OR COALESCE(source.appealed, 0) <> COALESCE(built.appealed, 0)
  OR COALESCE(source.overturned, 0) <> COALESCE(built.overturned, 0)
  OR COALESCE(source.actions_by_dimension, 0) <> COALESCE(built.actions_by_dimension, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/actions_daily.sql
WITH outcomes AS (
  SELECT
    action_id,
    MAX(CASE WHEN outcome IN ('overturned', 'partially_overturned') THEN 1 ELSE 0 END) AS is_overturned
  FROM appeals
  GROUP BY
    action_id
), source AS (
  SELECT
    CAST(enforcement_actions.actioned_at AS DATE) AS sum_day,
    COUNT(*) AS actions,
    COUNT(outcomes.action_id) AS appealed,
    COALESCE(SUM(outcomes.is_overturned), 0) AS overturned
  FROM enforcement_actions
  LEFT JOIN outcomes
    ON enforcement_actions.action_id = outcomes.action_id
  WHERE
    enforcement_actions.actioned_at >= CAST(:since AS DATE)
    AND enforcement_actions.actioned_at < CAST(:until AS DATE)
    AND NOT enforcement_actions.failed
  GROUP BY
    CAST(enforcement_actions.actioned_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(actions) AS actions,
    SUM(appealed) AS appealed,
    SUM(overturned) AS overturned
  FROM marts.actions_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.actions, 0) AS contract_actions,
  COALESCE(built.actions, 0) AS mart_actions,
  COALESCE(source.appealed, 0) AS contract_appealed,
  COALESCE(built.appealed, 0) AS mart_appealed,
  COALESCE(source.overturned, 0) AS contract_overturned,
  COALESCE(built.overturned, 0) AS mart_overturned
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.actions, 0) <> COALESCE(built.actions, 0)
  OR COALESCE(source.appealed, 0) <> COALESCE(built.appealed, 0)
  OR COALESCE(source.overturned, 0) <> COALESCE(built.overturned, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/appeals_by_dimension.sql
WITH events AS (
  SELECT
    CAST(filed_at AS DATE) AS sum_day,
    action_id,
    1 AS is_filed,
    0 AS is_decided,
    0 AS is_overturned
  FROM appeals
  WHERE
    filed_at >= CAST(:since AS DATE)
    AND filed_at < CAST(:until AS DATE)
  UNION ALL
  SELECT
    CAST(decided_at AS DATE) AS sum_day,
    action_id,
    0 AS is_filed,
    1 AS is_decided,
    CASE WHEN outcome IN ('overturned', 'partially_overturned') THEN 1 ELSE 0 END AS is_overturned
  FROM appeals
  WHERE
    decided_at >= CAST(:since AS DATE)
    AND decided_at < CAST(:until AS DATE)
), source AS (
  SELECT
    sum_day,
    SUM(is_filed) AS filed,
    SUM(is_decided) AS decided,
    SUM(is_overturned) AS overturned,
    5 * SUM(is_filed) AS filed_by_dimension
  FROM events
  INNER JOIN enforcement_actions
    ON events.action_id = enforcement_actions.action_id
  GROUP BY
    sum_day
), built AS (
  SELECT
    day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN filed ELSE 0 END) AS filed,
    SUM(CASE WHEN dimension = 'all' THEN decided ELSE 0 END) AS decided,
    SUM(CASE WHEN dimension = 'all' THEN overturned ELSE 0 END) AS overturned,
    SUM(filed) AS filed_by_dimension
  FROM marts.appeals_by_dimension
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.filed, 0) AS contract_filed,
  COALESCE(built.filed, 0) AS mart_filed,
  COALESCE(source.decided, 0) AS contract_decided,
  COALESCE(built.decided, 0) AS mart_decided,
  COALESCE(source.overturned, 0) AS contract_overturned,
  COALESCE(built.overturned, 0) AS mart_overturned,
  COALESCE(source.filed_by_dimension, 0) AS contract_filed_by_dimension,
  COALESCE(built.filed_by_dimension, 0) AS mart_filed_by_dimension
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.filed, 0) <> COALESCE(built.filed, 0)
  OR COALESCE(source.decided, 0) <> COALESCE(built.decided, 0)
  OR COALESCE(source.overturned, 0) <> COALESCE(built.overturned, 0)
  OR COALESCE(source.filed_by_dimension, 0) <> COALESCE(built.filed_by_dimension, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/appeals_daily.sql
WITH events AS (
  SELECT
    CAST(filed_at AS DATE) AS sum_day,
    action_id,
    1 AS is_filed,
    0 AS is_decided,
    0 AS is_overturned
  FROM appeals
  WHERE
    filed_at >= CAST(:since AS DATE)
    AND filed_at < CAST(:until AS DATE)
  UNION ALL
  SELECT
    CAST(decided_at AS DATE) AS sum_day,
    action_id,
    0 AS is_filed,
    1 AS is_decided,
    CASE WHEN outcome IN ('overturned', 'partially_overturned') THEN 1 ELSE 0 END AS is_overturned
  FROM appeals
  WHERE
    decided_at >= CAST(:since AS DATE)
    AND decided_at < CAST(:until AS DATE)
), source AS (
  SELECT
    sum_day,
    SUM(is_filed) AS filed,
    SUM(is_decided) AS decided,
    SUM(is_overturned) AS overturned
  FROM events
  INNER JOIN enforcement_actions
    ON events.action_id = enforcement_actions.action_id
  GROUP BY
    sum_day
), built AS (
  SELECT
    day AS sum_day,
    SUM(filed) AS filed,
    SUM(decided) AS decided,
    SUM(overturned) AS overturned
  FROM marts.appeals_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.filed, 0) AS contract_filed,
  COALESCE(built.filed, 0) AS mart_filed,
  COALESCE(source.decided, 0) AS contract_decided,
  COALESCE(built.decided, 0) AS mart_decided,
  COALESCE(source.overturned, 0) AS contract_overturned,
  COALESCE(built.overturned, 0) AS mart_overturned
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.filed, 0) <> COALESCE(built.filed, 0)
  OR COALESCE(source.decided, 0) <> COALESCE(built.decided, 0)
  OR COALESCE(source.overturned, 0) <> COALESCE(built.overturned, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/found_daily.sql
WITH ranked AS (
  SELECT
    content_id,
    CAST(actioned_at AS DATE) AS action_day,
    reversed_at,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    NOT failed
), source AS (
  SELECT
    ranked.action_day AS sum_day,
    SUM(content_impressions.impressions) AS impressions,
    SUM(
      CASE
        WHEN NOT ranked.reversed_at IS NULL
        THEN content_impressions.impressions
        ELSE 0
      END
    ) AS reversed_impressions,
    6 * SUM(content_impressions.impressions) AS impressions_by_dimension
  FROM content_impressions
  INNER JOIN ranked
    ON content_impressions.content_id = ranked.content_id
  WHERE
    ranked.turn = 1
    AND ranked.action_day >= CAST(:since AS DATE)
    AND ranked.action_day < CAST(:until AS DATE)
    AND content_impressions.day <= ranked.action_day
    AND content_impressions.day >= CAST(ranked.action_day - INTERVAL '180' DAY AS DATE)
  GROUP BY
    ranked.action_day
), built AS (
  SELECT
    action_day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN impressions ELSE 0 END) AS impressions,
    SUM(CASE WHEN dimension = 'all' THEN reversed_impressions ELSE 0 END) AS reversed_impressions,
    SUM(impressions) AS impressions_by_dimension
  FROM marts.found_daily
  WHERE
    action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
  GROUP BY
    action_day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.impressions, 0) AS contract_impressions,
  COALESCE(built.impressions, 0) AS mart_impressions,
  COALESCE(source.reversed_impressions, 0) AS contract_reversed_impressions,
  COALESCE(built.reversed_impressions, 0) AS mart_reversed_impressions,
  COALESCE(source.impressions_by_dimension, 0) AS contract_impressions_by_dimension,
  COALESCE(built.impressions_by_dimension, 0) AS mart_impressions_by_dimension
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.impressions, 0) <> COALESCE(built.impressions, 0)
  OR COALESCE(source.reversed_impressions, 0) <> COALESCE(built.reversed_impressions, 0)
  OR COALESCE(source.impressions_by_dimension, 0) <> COALESCE(built.impressions_by_dimension, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/found_impressions.sql
WITH ranked AS (
  SELECT
    content_id,
    CAST(actioned_at AS DATE) AS action_day,
    reversed_at,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    NOT failed
), source AS (
  SELECT
    ranked.action_day AS sum_day,
    SUM(content_impressions.impressions) AS impressions,
    SUM(
      CASE
        WHEN NOT ranked.reversed_at IS NULL
        THEN content_impressions.impressions
        ELSE 0
      END
    ) AS reversed_impressions
  FROM content_impressions
  INNER JOIN ranked
    ON content_impressions.content_id = ranked.content_id
  WHERE
    ranked.turn = 1
    AND ranked.action_day >= CAST(:since AS DATE)
    AND ranked.action_day < CAST(:until AS DATE)
    AND content_impressions.day <= ranked.action_day
    AND content_impressions.day >= CAST(ranked.action_day - INTERVAL '180' DAY AS DATE)
  GROUP BY
    ranked.action_day
), built AS (
  SELECT
    action_day AS sum_day,
    SUM(impressions) AS impressions,
    SUM(reversed_impressions) AS reversed_impressions
  FROM marts.found_impressions
  WHERE
    action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
    AND dimension = 'all'
  GROUP BY
    action_day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.impressions, 0) AS contract_impressions,
  COALESCE(built.impressions, 0) AS mart_impressions,
  COALESCE(source.reversed_impressions, 0) AS contract_reversed_impressions,
  COALESCE(built.reversed_impressions, 0) AS mart_reversed_impressions
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.impressions, 0) <> COALESCE(built.impressions, 0)
  OR COALESCE(source.reversed_impressions, 0) <> COALESCE(built.reversed_impressions, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/found_impressions_all_policies.sql
WITH ranked AS (
  SELECT
    content_id,
    CAST(actioned_at AS DATE) AS action_day,
    reversed_at,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    NOT failed
), source AS (
  SELECT
    ranked.action_day AS sum_day,
    SUM(content_impressions.impressions) AS impressions,
    SUM(
      CASE
        WHEN NOT ranked.reversed_at IS NULL
        THEN content_impressions.impressions
        ELSE 0
      END
    ) AS reversed_impressions,
    5 * SUM(content_impressions.impressions) AS impressions_by_dimension
  FROM content_impressions
  INNER JOIN ranked
    ON content_impressions.content_id = ranked.content_id
  WHERE
    ranked.turn = 1
    AND ranked.action_day >= CAST(:since AS DATE)
    AND ranked.action_day < CAST(:until AS DATE)
    AND content_impressions.day <= ranked.action_day
    AND content_impressions.day >= CAST(ranked.action_day - INTERVAL '180' DAY AS DATE)
  GROUP BY
    ranked.action_day
), built AS (
  SELECT
    action_day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN impressions ELSE 0 END) AS impressions,
    SUM(CASE WHEN dimension = 'all' THEN reversed_impressions ELSE 0 END) AS reversed_impressions,
    SUM(impressions) AS impressions_by_dimension
  FROM marts.found_impressions_all_policies
  WHERE
    action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
  GROUP BY
    action_day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.impressions, 0) AS contract_impressions,
  COALESCE(built.impressions, 0) AS mart_impressions,
  COALESCE(source.reversed_impressions, 0) AS contract_reversed_impressions,
  COALESCE(built.reversed_impressions, 0) AS mart_reversed_impressions,
  COALESCE(source.impressions_by_dimension, 0) AS contract_impressions_by_dimension,
  COALESCE(built.impressions_by_dimension, 0) AS mart_impressions_by_dimension
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.impressions, 0) <> COALESCE(built.impressions, 0)
  OR COALESCE(source.reversed_impressions, 0) <> COALESCE(built.reversed_impressions, 0)
  OR COALESCE(source.impressions_by_dimension, 0) <> COALESCE(built.impressions_by_dimension, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/impressions_daily.sql
WITH source AS (
  SELECT
    day AS sum_day,
    SUM(impressions) AS everything,
    SUM(impressions) AS markets,
    SUM(impressions) AS surfaces,
    SUM(impressions) AS content_types
  FROM impressions_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
), built AS (
  SELECT
    day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN impressions END) AS everything,
    SUM(CASE WHEN dimension = 'market' THEN impressions END) AS markets,
    SUM(CASE WHEN dimension = 'surface' THEN impressions END) AS surfaces,
    SUM(CASE WHEN dimension = 'content_type' THEN impressions END) AS content_types
  FROM marts.impressions_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.everything, 0) AS contract_everything,
  COALESCE(built.everything, 0) AS mart_everything,
  COALESCE(source.markets, 0) AS contract_markets,
  COALESCE(built.markets, 0) AS mart_markets,
  COALESCE(source.surfaces, 0) AS contract_surfaces,
  COALESCE(built.surfaces, 0) AS mart_surfaces,
  COALESCE(source.content_types, 0) AS contract_content_types,
  COALESCE(built.content_types, 0) AS mart_content_types
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.everything, 0) <> COALESCE(built.everything, 0)
  OR COALESCE(source.markets, 0) <> COALESCE(built.markets, 0)
  OR COALESCE(source.surfaces, 0) <> COALESCE(built.surfaces, 0)
  OR COALESCE(source.content_types, 0) <> COALESCE(built.content_types, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/impressions_of_contents.sql
WITH source AS (
  SELECT
    day AS sum_day,
    SUM(impressions) AS everything,
    SUM(impressions) AS markets,
    SUM(impressions) AS surfaces,
    SUM(impressions) AS content_types
  FROM content_impressions
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
), built AS (
  SELECT
    day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN impressions END) AS everything,
    SUM(CASE WHEN dimension = 'market' THEN impressions END) AS markets,
    SUM(CASE WHEN dimension = 'surface' THEN impressions END) AS surfaces,
    SUM(CASE WHEN dimension = 'content_type' THEN impressions END) AS content_types
  FROM marts.impressions_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.everything, 0) AS contract_everything,
  COALESCE(built.everything, 0) AS mart_everything,
  COALESCE(source.markets, 0) AS contract_markets,
  COALESCE(built.markets, 0) AS mart_markets,
  COALESCE(source.surfaces, 0) AS contract_surfaces,
  COALESCE(built.surfaces, 0) AS mart_surfaces,
  COALESCE(source.content_types, 0) AS contract_content_types,
  COALESCE(built.content_types, 0) AS mart_content_types
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.everything, 0) <> COALESCE(built.everything, 0)
  OR COALESCE(source.markets, 0) <> COALESCE(built.markets, 0)
  OR COALESCE(source.surfaces, 0) <> COALESCE(built.surfaces, 0)
  OR COALESCE(source.content_types, 0) <> COALESCE(built.content_types, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/label_delays.sql
WITH source AS (
  SELECT
    day AS sum_day,
    COUNT(*) AS labels
  FROM prevalence_labels
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
), built AS (
  SELECT
    day AS sum_day,
    SUM(labels) AS labels
  FROM marts.label_delays
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.labels, 0) AS contract_labels,
  COALESCE(built.labels, 0) AS mart_labels
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.labels, 0) <> COALESCE(built.labels, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/label_positives.sql
WITH drawn AS (
  SELECT
    day,
    inclusion_probability,
    is_violating,
    ROW_NUMBER() OVER (
      PARTITION BY day, sample_id
      ORDER BY labelled_at NULLS LAST, policy_id NULLS LAST, stratum NULLS LAST
    ) AS copy
  FROM prevalence_labels
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
), source AS (
  SELECT
    day AS sum_day,
    COUNT(*) AS positives,
    COALESCE(
      SUM(
        CASE
          WHEN inclusion_probability >= 0.000000000001 AND inclusion_probability <= 1
          THEN CAST(1.0 AS DOUBLE) / NULLIF(inclusion_probability, 0)
        END
      ),
      0
    ) AS weight
  FROM drawn
  WHERE
    copy = 1 AND is_violating
  GROUP BY
    day
), built AS (
  SELECT
    day AS sum_day,
    SUM(positives) AS positives,
    SUM(positive_weight) AS weight
  FROM marts.label_positives
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.positives, 0) AS contract_positives,
  COALESCE(built.positives, 0) AS mart_positives,
  COALESCE(source.weight, 0) AS contract_weight,
  COALESCE(built.weight, 0) AS mart_weight
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.positives, 0) <> COALESCE(built.positives, 0)
  OR ABS(COALESCE(source.weight, 0) - COALESCE(built.weight, 0)) > 0.000001 * COALESCE(source.weight, 1)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/label_reasons.sql
WITH drawn AS (
  SELECT
    day,
    content_id,
    inclusion_probability,
    is_violating,
    ROW_NUMBER() OVER (
      PARTITION BY day, sample_id
      ORDER BY labelled_at NULLS LAST, policy_id NULLS LAST, stratum NULLS LAST
    ) AS copy
  FROM prevalence_labels
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
), acted AS (
  SELECT
    content_id,
    MIN(CAST(actioned_at AS DATE)) AS action_day
  FROM enforcement_actions
  WHERE
    NOT failed
    AND content_id IN (
      SELECT
        content_id
      FROM drawn
      WHERE
        is_violating
    )
  GROUP BY
    content_id
), source AS (
  SELECT
    drawn.day AS sum_day,
    COUNT(*) AS positives,
    SUM(CASE WHEN drawn.day <= acted.action_day THEN 1 ELSE 0 END) AS found,
    SUM(CAST(1.0 AS DOUBLE) / NULLIF(drawn.inclusion_probability, 0)) AS weight
  FROM drawn
  LEFT JOIN acted
    ON drawn.content_id = acted.content_id
  WHERE
    drawn.copy = 1
    AND drawn.is_violating
    AND drawn.inclusion_probability >= 0.000000000001
    AND drawn.inclusion_probability <= 1
  GROUP BY
    drawn.day
), built AS (
  SELECT
    day AS sum_day,
    SUM(positives) AS positives,
    SUM(CASE WHEN is_found = 'yes' THEN positives ELSE 0 END) AS found,
    SUM(positive_weight) AS weight
  FROM marts.label_reasons
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.positives, 0) AS contract_positives,
  COALESCE(built.positives, 0) AS mart_positives,
  COALESCE(source.found, 0) AS contract_found,
  COALESCE(built.found, 0) AS mart_found,
  COALESCE(source.weight, 0) AS contract_weight,
  COALESCE(built.weight, 0) AS mart_weight
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.positives, 0) <> COALESCE(built.positives, 0)
  OR COALESCE(source.found, 0) <> COALESCE(built.found, 0)
  OR ABS(COALESCE(source.weight, 0) - COALESCE(built.weight, 0)) > 0.000001 * COALESCE(source.weight, 1)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/label_sums.sql
WITH drawn AS (
  SELECT
    day,
    inclusion_probability,
    is_violating,
    ROW_NUMBER() OVER (
      PARTITION BY day, sample_id
      ORDER BY labelled_at NULLS LAST, policy_id NULLS LAST, stratum NULLS LAST
    ) AS copy
  FROM prevalence_labels
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
), source AS (
  SELECT
    day AS sum_day,
    COUNT(*) AS sampled,
    COUNT(is_violating) AS labels,
    SUM(CASE WHEN is_violating THEN 1 ELSE 0 END) AS positives,
    SUM(
      CASE
        WHEN NOT is_violating IS NULL
        AND inclusion_probability >= 0.000000000001
        AND inclusion_probability <= 1
        THEN CAST(1.0 AS DOUBLE) / NULLIF(inclusion_probability, 0)
      END
    ) AS weight
  FROM drawn
  WHERE
    copy = 1
  GROUP BY
    day
), built AS (
  SELECT
    day AS sum_day,
    SUM(sampled) AS sampled,
    SUM(labels) AS labels,
    SUM(positives) AS positives,
    SUM(weight) AS weight
  FROM marts.label_sums
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.sampled, 0) AS contract_sampled,
  COALESCE(built.sampled, 0) AS mart_sampled,
  COALESCE(source.labels, 0) AS contract_labels,
  COALESCE(built.labels, 0) AS mart_labels,
  COALESCE(source.positives, 0) AS contract_positives,
  COALESCE(built.positives, 0) AS mart_positives,
  COALESCE(source.weight, 0) AS contract_weight,
  COALESCE(built.weight, 0) AS mart_weight
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.sampled, 0) <> COALESCE(built.sampled, 0)
  OR COALESCE(source.labels, 0) <> COALESCE(built.labels, 0)
  OR COALESCE(source.positives, 0) <> COALESCE(built.positives, 0)
  OR ABS(COALESCE(source.weight, 0) - COALESCE(built.weight, 0)) > 0.000001 * COALESCE(source.weight, 1)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/label_sums_by_dimension.sql
WITH drawn AS (
  SELECT
    day,
    inclusion_probability,
    is_violating,
    ROW_NUMBER() OVER (
      PARTITION BY day, sample_id
      ORDER BY labelled_at NULLS LAST, policy_id NULLS LAST, stratum NULLS LAST
    ) AS copy
  FROM prevalence_labels
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
), source AS (
  SELECT
    day AS sum_day,
    COUNT(*) AS sampled,
    COUNT(is_violating) AS labels,
    SUM(CASE WHEN is_violating THEN 1 ELSE 0 END) AS positives,
    SUM(
      CASE
        WHEN NOT is_violating IS NULL
        AND inclusion_probability >= 0.000000000001
        AND inclusion_probability <= 1
        THEN CAST(1.0 AS DOUBLE) / NULLIF(inclusion_probability, 0)
      END
    ) AS weight,
    5 * COUNT(*) AS sampled_by_dimension
  FROM drawn
  WHERE
    copy = 1
  GROUP BY
    day
), built AS (
  SELECT
    day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN sampled ELSE 0 END) AS sampled,
    SUM(CASE WHEN dimension = 'all' THEN labels ELSE 0 END) AS labels,
    SUM(CASE WHEN dimension = 'all' THEN positives ELSE 0 END) AS positives,
    SUM(CASE WHEN dimension = 'all' THEN weight ELSE 0 END) AS weight,
    SUM(sampled) AS sampled_by_dimension
  FROM marts.label_sums_by_dimension
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.sampled, 0) AS contract_sampled,
  COALESCE(built.sampled, 0) AS mart_sampled,
  COALESCE(source.labels, 0) AS contract_labels,
  COALESCE(built.labels, 0) AS mart_labels,
  COALESCE(source.positives, 0) AS contract_positives,
  COALESCE(built.positives, 0) AS mart_positives,
  COALESCE(source.weight, 0) AS contract_weight,
  COALESCE(built.weight, 0) AS mart_weight,
  COALESCE(source.sampled_by_dimension, 0) AS contract_sampled_by_dimension,
  COALESCE(built.sampled_by_dimension, 0) AS mart_sampled_by_dimension
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.sampled, 0) <> COALESCE(built.sampled, 0)
  OR COALESCE(source.labels, 0) <> COALESCE(built.labels, 0)
  OR COALESCE(source.positives, 0) <> COALESCE(built.positives, 0)
  OR ABS(COALESCE(source.weight, 0) - COALESCE(built.weight, 0)) > 0.000001 * COALESCE(source.weight, 1)
  OR COALESCE(source.sampled_by_dimension, 0) <> COALESCE(built.sampled_by_dimension, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/let_go_impressions.sql
WITH ranked AS (
  SELECT
    content_id,
    actioned_at,
    CAST(actioned_at AS DATE) AS action_day,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    NOT failed
), let_go AS (
  SELECT DISTINCT
    ranked.content_id
  FROM ranked
  INNER JOIN review_decisions
    ON ranked.content_id = review_decisions.content_id
  WHERE
    ranked.turn = 1
    AND review_decisions.purpose = 'production'
    AND NOT review_decisions.is_violating
    AND review_decisions.decided_at < ranked.actioned_at
), source AS (
  SELECT
    content_impressions.day AS sum_day,
    SUM(content_impressions.impressions) AS impressions,
    SUM(
      CASE
        WHEN NOT let_go.content_id IS NULL
        THEN content_impressions.impressions
        ELSE 0
      END
    ) AS let_go_impressions
  FROM content_impressions
  INNER JOIN ranked
    ON content_impressions.content_id = ranked.content_id
  LEFT JOIN let_go
    ON content_impressions.content_id = let_go.content_id
  WHERE
    ranked.turn = 1
    AND content_impressions.day >= CAST(:since AS DATE)
    AND content_impressions.day < CAST(:until AS DATE)
    AND content_impressions.day <= ranked.action_day
    AND content_impressions.day >= CAST(ranked.action_day - INTERVAL '60' DAY AS DATE)
  GROUP BY
    content_impressions.day
), built AS (
  SELECT
    day AS sum_day,
    SUM(impressions) AS impressions,
    SUM(CASE WHEN stratum > 0 THEN impressions ELSE 0 END) AS let_go_impressions
  FROM marts.let_go_impressions
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND dimension = 'all'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.impressions, 0) AS contract_impressions,
  COALESCE(built.impressions, 0) AS mart_impressions,
  COALESCE(source.let_go_impressions, 0) AS contract_let_go_impressions,
  COALESCE(built.let_go_impressions, 0) AS mart_let_go_impressions
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.impressions, 0) <> COALESCE(built.impressions, 0)
  OR COALESCE(source.let_go_impressions, 0) <> COALESCE(built.let_go_impressions, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/noted_hits.sql
WITH hit AS (
  SELECT DISTINCT
    CAST(hit_at AS DATE) AS day,
    rule_id,
    content_id,
    is_shadow
  FROM rule_hits
  WHERE
    hit_at >= CAST(:since AS DATE)
    AND hit_at < CAST(:until AS DATE)
    AND content_id IN (
      SELECT
        prevalence_labels.content_id
      FROM prevalence_labels
    )
), source AS (
  SELECT
    day AS sum_day,
    COUNT(*) AS contents
  FROM hit
  GROUP BY
    day
), built AS (
  SELECT
    day AS sum_day,
    COUNT(*) AS contents
  FROM marts.noted_hits
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.contents, 0) AS contract_contents,
  COALESCE(built.contents, 0) AS mart_contents
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.contents, 0) <> COALESCE(built.contents, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/noted_labels.sql
WITH source AS (
  SELECT
    day AS sum_day,
    COUNT(*) AS draws
  FROM prevalence_labels
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND NOT is_violating IS NULL
    AND (
      is_violating
      OR content_id IN (
        SELECT
          rule_hits.content_id
        FROM rule_hits
      )
    )
  GROUP BY
    day
), built AS (
  SELECT
    day AS sum_day,
    SUM(draws) AS draws
  FROM marts.noted_labels
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.draws, 0) AS contract_draws,
  COALESCE(built.draws, 0) AS mart_draws
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.draws, 0) <> COALESCE(built.draws, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/noted_views.sql
WITH drawn AS (
  SELECT
    content_id,
    MIN(day) AS drawn_day,
    MIN(CASE WHEN is_violating THEN CAST(COALESCE(labelled_at, day) AS DATE) END) AS labelled_day
  FROM prevalence_labels
  GROUP BY
    content_id
), hit AS (
  SELECT
    content_id,
    MIN(CAST(hit_at AS DATE)) AS hit_day
  FROM rule_hits
  WHERE
    content_id IN (
      SELECT
        drawn.content_id
      FROM drawn
    )
  GROUP BY
    content_id
), noted AS (
  SELECT
    drawn.content_id,
    drawn.drawn_day,
    CASE
      WHEN hit.hit_day IS NULL OR drawn.labelled_day < hit.hit_day
      THEN drawn.labelled_day
      ELSE hit.hit_day
    END AS noted_day
  FROM drawn
  LEFT JOIN hit
    ON drawn.content_id = hit.content_id
  WHERE
    NOT drawn.labelled_day IS NULL OR NOT hit.hit_day IS NULL
), source AS (
  SELECT
    content_impressions.day AS sum_day,
    SUM(content_impressions.impressions) AS impressions
  FROM content_impressions
  INNER JOIN noted
    ON content_impressions.content_id = noted.content_id
  WHERE
    content_impressions.day >= CAST(:since AS DATE)
    AND content_impressions.day < CAST(:until AS DATE)
    AND content_impressions.day >= CAST(noted.drawn_day - INTERVAL '90' DAY AS DATE)
    AND content_impressions.day >= CAST(noted.noted_day - INTERVAL '90' DAY AS DATE)
  GROUP BY
    content_impressions.day
), built AS (
  SELECT
    day AS sum_day,
    SUM(impressions) AS impressions
  FROM marts.noted_views
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.impressions, 0) AS contract_impressions,
  COALESCE(built.impressions, 0) AS mart_impressions
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.impressions, 0) <> COALESCE(built.impressions, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/reach.sql
WITH ranked AS (
  SELECT
    content_id,
    CAST(actioned_at AS DATE) AS action_day,
    reversed_at,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    NOT failed
), source AS (
  SELECT
    action_day AS sum_day,
    COUNT(*) AS contents
  FROM ranked
  WHERE
    turn = 1
    AND action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
  GROUP BY
    action_day
), built AS (
  SELECT
    action_day AS sum_day,
    SUM(contents) AS contents
  FROM marts.reach
  WHERE
    action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
  GROUP BY
    action_day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.contents, 0) AS contract_contents,
  COALESCE(built.contents, 0) AS mart_contents
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.contents, 0) <> COALESCE(built.contents, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/reach_all.sql
WITH ranked AS (
  SELECT
    content_id,
    CAST(actioned_at AS DATE) AS action_day,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    NOT failed
), source AS (
  SELECT
    action_day AS sum_day,
    COUNT(*) AS contents
  FROM ranked
  WHERE
    turn = 1
    AND action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
  GROUP BY
    action_day
), built AS (
  SELECT
    action_day AS sum_day,
    SUM(contents) AS contents
  FROM marts.reach_all
  WHERE
    action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
  GROUP BY
    action_day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.contents, 0) AS contract_contents,
  COALESCE(built.contents, 0) AS mart_contents
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.contents, 0) <> COALESCE(built.contents, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/reach_by_market.sql
WITH ranked AS (
  SELECT
    content_id,
    CAST(actioned_at AS DATE) AS action_day,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    NOT failed
), source AS (
  SELECT
    action_day AS sum_day,
    COUNT(*) AS contents
  FROM ranked
  WHERE
    turn = 1
    AND action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
  GROUP BY
    action_day
), built AS (
  SELECT
    action_day AS sum_day,
    SUM(contents) AS contents
  FROM marts.reach_by_market
  WHERE
    action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
  GROUP BY
    action_day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.contents, 0) AS contract_contents,
  COALESCE(built.contents, 0) AS mart_contents
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.contents, 0) <> COALESCE(built.contents, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/reach_by_source.sql
WITH ranked AS (
  SELECT
    content_id,
    CAST(actioned_at AS DATE) AS action_day,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    NOT failed
), source AS (
  SELECT
    action_day AS sum_day,
    COUNT(*) AS contents
  FROM ranked
  WHERE
    turn = 1
    AND action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
  GROUP BY
    action_day
), built AS (
  SELECT
    action_day AS sum_day,
    SUM(contents) AS contents
  FROM marts.reach_by_source
  WHERE
    action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
  GROUP BY
    action_day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.contents, 0) AS contract_contents,
  COALESCE(built.contents, 0) AS mart_contents
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.contents, 0) <> COALESCE(built.contents, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/reports_by_dimension.sql
WITH source AS (
  SELECT
    CAST(reported_at AS DATE) AS sum_day,
    COUNT(*) AS reports,
    SUM(CASE WHEN decision = 'action' THEN 1 ELSE 0 END) AS actioned,
    5 * COUNT(*) AS reports_by_dimension
  FROM reports
  WHERE
    reported_at >= CAST(:since AS DATE)
    AND reported_at < CAST(:until AS DATE)
  GROUP BY
    CAST(reported_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN reports ELSE 0 END) AS reports,
    SUM(CASE WHEN dimension = 'all' THEN actioned ELSE 0 END) AS actioned,
    SUM(reports) AS reports_by_dimension
  FROM marts.reports_by_dimension
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.reports, 0) AS contract_reports,
  COALESCE(built.reports, 0) AS mart_reports,
  COALESCE(source.actioned, 0) AS contract_actioned,
  COALESCE(built.actioned, 0) AS mart_actioned,
  COALESCE(source.reports_by_dimension, 0) AS contract_reports_by_dimension,
  COALESCE(built.reports_by_dimension, 0) AS mart_reports_by_dimension
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.reports, 0) <> COALESCE(built.reports, 0)
  OR COALESCE(source.actioned, 0) <> COALESCE(built.actioned, 0)
  OR COALESCE(source.reports_by_dimension, 0) <> COALESCE(built.reports_by_dimension, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/reports_daily.sql
WITH source AS (
  SELECT
    CAST(reported_at AS DATE) AS sum_day,
    COUNT(*) AS reports,
    SUM(CASE WHEN decision = 'action' THEN 1 ELSE 0 END) AS actioned
  FROM reports
  WHERE
    reported_at >= CAST(:since AS DATE)
    AND reported_at < CAST(:until AS DATE)
  GROUP BY
    CAST(reported_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(reports) AS reports,
    SUM(actioned) AS actioned
  FROM marts.reports_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.reports, 0) AS contract_reports,
  COALESCE(built.reports, 0) AS mart_reports,
  COALESCE(source.actioned, 0) AS contract_actioned,
  COALESCE(built.actioned, 0) AS mart_actioned
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.reports, 0) <> COALESCE(built.reports, 0)
  OR COALESCE(source.actioned, 0) <> COALESCE(built.actioned, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/reviewed_impressions.sql
WITH acted AS (
  SELECT
    content_id,
    actioned_at,
    CAST(actioned_at AS DATE) AS action_day,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    NOT failed
), reviewed AS (
  SELECT
    acted.content_id,
    acted.action_day,
    CASE WHEN review_decisions.is_violating THEN 1 ELSE 0 END AS is_violating,
    ROW_NUMBER() OVER (
      PARTITION BY acted.content_id
      ORDER BY review_decisions.decided_at NULLS LAST, review_decisions.decision_id NULLS LAST
    ) AS turn
  FROM acted
  INNER JOIN review_decisions
    ON acted.content_id = review_decisions.content_id
  WHERE
    acted.turn = 1
    AND review_decisions.purpose = 'qa'
    AND review_decisions.decided_at > acted.actioned_at
), source AS (
  SELECT
    reviewed.action_day AS sum_day,
    SUM(content_impressions.impressions) AS impressions,
    SUM(reviewed.is_violating * content_impressions.impressions) AS violating_impressions
  FROM content_impressions
  INNER JOIN reviewed
    ON content_impressions.content_id = reviewed.content_id
  WHERE
    reviewed.turn = 1
    AND reviewed.action_day >= CAST(:since AS DATE)
    AND reviewed.action_day < CAST(:until AS DATE)
    AND content_impressions.day <= reviewed.action_day
    AND content_impressions.day >= CAST(reviewed.action_day - INTERVAL '60' DAY AS DATE)
  GROUP BY
    reviewed.action_day
), built AS (
  SELECT
    action_day AS sum_day,
    SUM(impressions) AS impressions,
    SUM(is_violating * impressions) AS violating_impressions
  FROM marts.reviewed_impressions
  WHERE
    action_day >= CAST(:since AS DATE)
    AND action_day < CAST(:until AS DATE)
  GROUP BY
    action_day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.impressions, 0) AS contract_impressions,
  COALESCE(built.impressions, 0) AS mart_impressions,
  COALESCE(source.violating_impressions, 0) AS contract_violating_impressions,
  COALESCE(built.violating_impressions, 0) AS mart_violating_impressions
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.impressions, 0) <> COALESCE(built.impressions, 0)
  OR COALESCE(source.violating_impressions, 0) <> COALESCE(built.violating_impressions, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/rule_actions_daily.sql
WITH appeal AS (
  SELECT
    action_id,
    MIN(CASE WHEN outcome IN ('overturned', 'partially_overturned') THEN decided_at END) AS overturned_at
  FROM appeals
  GROUP BY
    action_id
), source AS (
  SELECT
    CAST(enforcement_actions.actioned_at AS DATE) AS sum_day,
    COUNT(*) AS actions,
    COUNT(appeal.action_id) AS appealed,
    COUNT(appeal.overturned_at) AS overturned
  FROM enforcement_actions
  LEFT JOIN appeal
    ON enforcement_actions.action_id = appeal.action_id
  WHERE
    enforcement_actions.actioned_at >= CAST(:since AS DATE)
    AND enforcement_actions.actioned_at < CAST(:until AS DATE)
    AND NOT enforcement_actions.rule_id IS NULL
    AND NOT enforcement_actions.failed
  GROUP BY
    CAST(enforcement_actions.actioned_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(actions) AS actions,
    SUM(appealed) AS appealed,
    SUM(overturned) AS overturned
  FROM marts.rule_actions_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.actions, 0) AS contract_actions,
  COALESCE(built.actions, 0) AS mart_actions,
  COALESCE(source.appealed, 0) AS contract_appealed,
  COALESCE(built.appealed, 0) AS mart_appealed,
  COALESCE(source.overturned, 0) AS contract_overturned,
  COALESCE(built.overturned, 0) AS mart_overturned
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.actions, 0) <> COALESCE(built.actions, 0)
  OR COALESCE(source.appealed, 0) <> COALESCE(built.appealed, 0)
  OR COALESCE(source.overturned, 0) <> COALESCE(built.overturned, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/rule_actions_totals.sql
WITH appeal AS (
  SELECT
    action_id,
    MIN(CASE WHEN outcome IN ('overturned', 'partially_overturned') THEN decided_at END) AS overturned_at
  FROM appeals
  GROUP BY
    action_id
), source AS (
  SELECT
    CAST(enforcement_actions.actioned_at AS DATE) AS sum_day,
    COUNT(*) AS actions,
    COUNT(appeal.action_id) AS appealed,
    COUNT(appeal.overturned_at) AS overturned
  FROM enforcement_actions
  LEFT JOIN appeal
    ON enforcement_actions.action_id = appeal.action_id
  WHERE
    enforcement_actions.actioned_at >= CAST(:since AS DATE)
    AND enforcement_actions.actioned_at < CAST(:until AS DATE)
    AND NOT enforcement_actions.rule_id IS NULL
    AND NOT enforcement_actions.failed
  GROUP BY
    CAST(enforcement_actions.actioned_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(actions) AS actions,
    SUM(appealed) AS appealed,
    SUM(overturned) AS overturned
  FROM marts.rule_actions_totals
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.actions, 0) AS contract_actions,
  COALESCE(built.actions, 0) AS mart_actions,
  COALESCE(source.appealed, 0) AS contract_appealed,
  COALESCE(built.appealed, 0) AS mart_appealed,
  COALESCE(source.overturned, 0) AS contract_overturned,
  COALESCE(built.overturned, 0) AS mart_overturned
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.actions, 0) <> COALESCE(built.actions, 0)
  OR COALESCE(source.appealed, 0) <> COALESCE(built.appealed, 0)
  OR COALESCE(source.overturned, 0) <> COALESCE(built.overturned, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/rule_days.sql
WITH source AS (
  SELECT
    day AS sum_day,
    SUM(evaluations) AS evaluations,
    SUM(hits) AS hits
  FROM rule_evaluations_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
), built AS (
  SELECT
    day AS sum_day,
    SUM(evaluations) AS evaluations,
    SUM(hits) AS hits
  FROM marts.rule_days
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.evaluations, 0) AS contract_evaluations,
  COALESCE(built.evaluations, 0) AS mart_evaluations,
  COALESCE(source.hits, 0) AS contract_hits,
  COALESCE(built.hits, 0) AS mart_hits
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.evaluations, 0) <> COALESCE(built.evaluations, 0)
  OR COALESCE(source.hits, 0) <> COALESCE(built.hits, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/rule_endings.sql
WITH appeal AS (
  SELECT
    action_id,
    MIN(CASE WHEN outcome IN ('overturned', 'partially_overturned') THEN decided_at END) AS overturned_at
  FROM appeals
  GROUP BY
    action_id
), source AS (
  SELECT
    CAST(enforcement_actions.actioned_at AS DATE) AS sum_day,
    COUNT(*) AS actions,
    COUNT(appeal.overturned_at) AS overturned
  FROM enforcement_actions
  LEFT JOIN appeal
    ON enforcement_actions.action_id = appeal.action_id
  WHERE
    enforcement_actions.actioned_at >= CAST(:since AS DATE)
    AND enforcement_actions.actioned_at < CAST(:until AS DATE)
    AND NOT enforcement_actions.rule_id IS NULL
    AND NOT enforcement_actions.failed
  GROUP BY
    CAST(enforcement_actions.actioned_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(actions) AS actions,
    SUM(CASE WHEN NOT overturned_day IS NULL THEN actions ELSE 0 END) AS overturned
  FROM marts.rule_endings
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.actions, 0) AS contract_actions,
  COALESCE(built.actions, 0) AS mart_actions,
  COALESCE(source.overturned, 0) AS contract_overturned,
  COALESCE(built.overturned, 0) AS mart_overturned
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.actions, 0) <> COALESCE(built.actions, 0)
  OR COALESCE(source.overturned, 0) <> COALESCE(built.overturned, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/rule_hits_daily.sql
WITH source AS (
  SELECT
    CAST(rule_hits.hit_at AS DATE) AS sum_day,
    COUNT(*) AS hits,
    SUM(CASE WHEN rule_hits.is_shadow THEN 1 ELSE 0 END) AS shadow_hits,
    SUM(CASE WHEN NOT rule_hits.action_id IS NULL THEN 1 ELSE 0 END) AS actions
  FROM rule_hits
  INNER JOIN contents
    ON rule_hits.content_id = contents.content_id
  WHERE
    rule_hits.hit_at >= CAST(:since AS DATE)
    AND rule_hits.hit_at < CAST(:until AS DATE)
  GROUP BY
    CAST(rule_hits.hit_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(hits) AS hits,
    SUM(shadow_hits) AS shadow_hits,
    SUM(actions) AS actions
  FROM marts.rule_hits_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.hits, 0) AS contract_hits,
  COALESCE(built.hits, 0) AS mart_hits,
  COALESCE(source.shadow_hits, 0) AS contract_shadow_hits,
  COALESCE(built.shadow_hits, 0) AS mart_shadow_hits,
  COALESCE(source.actions, 0) AS contract_actions,
  COALESCE(built.actions, 0) AS mart_actions
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.hits, 0) <> COALESCE(built.hits, 0)
  OR COALESCE(source.shadow_hits, 0) <> COALESCE(built.shadow_hits, 0)
  OR COALESCE(source.actions, 0) <> COALESCE(built.actions, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/rule_hits_totals.sql
WITH source AS (
  SELECT
    CAST(rule_hits.hit_at AS DATE) AS sum_day,
    COUNT(*) AS hits,
    SUM(CASE WHEN rule_hits.is_shadow THEN 1 ELSE 0 END) AS shadow_hits,
    SUM(CASE WHEN NOT rule_hits.action_id IS NULL THEN 1 ELSE 0 END) AS actions
  FROM rule_hits
  INNER JOIN contents
    ON rule_hits.content_id = contents.content_id
  WHERE
    rule_hits.hit_at >= CAST(:since AS DATE)
    AND rule_hits.hit_at < CAST(:until AS DATE)
  GROUP BY
    CAST(rule_hits.hit_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(hits) AS hits,
    SUM(shadow_hits) AS shadow_hits,
    SUM(actions) AS actions
  FROM marts.rule_hits_totals
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.hits, 0) AS contract_hits,
  COALESCE(built.hits, 0) AS mart_hits,
  COALESCE(source.shadow_hits, 0) AS contract_shadow_hits,
  COALESCE(built.shadow_hits, 0) AS mart_shadow_hits,
  COALESCE(source.actions, 0) AS contract_actions,
  COALESCE(built.actions, 0) AS mart_actions
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.hits, 0) <> COALESCE(built.hits, 0)
  OR COALESCE(source.shadow_hits, 0) <> COALESCE(built.shadow_hits, 0)
  OR COALESCE(source.actions, 0) <> COALESCE(built.actions, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/rule_reviews_daily.sql
WITH placed AS (
  SELECT
    rule_hits.rule_id,
    rule_hits.content_id,
    rule_hits.hit_at,
    LAG(rule_hits.hit_at) OVER (
      PARTITION BY rule_hits.rule_id, rule_hits.content_id
      ORDER BY rule_hits.hit_at NULLS LAST, rule_hits.hit_id NULLS LAST
    ) AS hit_before_at
  FROM rule_hits
  INNER JOIN contents
    ON rule_hits.content_id = contents.content_id
  INNER JOIN rules
    ON rule_hits.rule_id = rules.rule_id
), first_hit AS (
  SELECT
    rule_id,
    content_id,
    hit_at
  FROM placed
  WHERE
    hit_at >= CAST(:since AS DATE)
    AND hit_at < CAST(:until AS DATE)
    AND (
      hit_before_at IS NULL OR hit_before_at < hit_at - INTERVAL '180' DAY
    )
), reviewed AS (
  SELECT DISTINCT
    first_hit.rule_id,
    first_hit.content_id,
    first_hit.hit_at
  FROM first_hit
  INNER JOIN review_decisions
    ON first_hit.content_id = review_decisions.content_id
  WHERE
    review_decisions.purpose = 'qa'
    AND review_decisions.decided_at >= first_hit.hit_at - INTERVAL '90' DAY
    AND review_decisions.decided_at < first_hit.hit_at + INTERVAL '90' DAY
), source AS (
  SELECT
    CAST(first_hit.hit_at AS DATE) AS sum_day,
    COUNT(*) AS contents,
    COUNT(reviewed.content_id) AS second_reviews
  FROM first_hit
  LEFT JOIN reviewed
    ON first_hit.rule_id = reviewed.rule_id
    AND first_hit.content_id = reviewed.content_id
    AND first_hit.hit_at = reviewed.hit_at
  GROUP BY
    CAST(first_hit.hit_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(contents) AS contents,
    SUM(second_reviews) AS second_reviews
  FROM marts.rule_reviews_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.contents, 0) AS contract_contents,
  COALESCE(built.contents, 0) AS mart_contents,
  COALESCE(source.second_reviews, 0) AS contract_second_reviews,
  COALESCE(built.second_reviews, 0) AS mart_second_reviews
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.contents, 0) <> COALESCE(built.contents, 0)
  OR COALESCE(source.second_reviews, 0) <> COALESCE(built.second_reviews, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/rule_reviews_totals.sql
WITH placed AS (
  SELECT
    rule_hits.rule_id,
    rule_hits.content_id,
    rule_hits.hit_at,
    LAG(rule_hits.hit_at) OVER (
      PARTITION BY rule_hits.rule_id, rule_hits.content_id
      ORDER BY rule_hits.hit_at NULLS LAST, rule_hits.hit_id NULLS LAST
    ) AS hit_before_at
  FROM rule_hits
  INNER JOIN contents
    ON rule_hits.content_id = contents.content_id
  INNER JOIN rules
    ON rule_hits.rule_id = rules.rule_id
), first_hit AS (
  SELECT
    rule_id,
    content_id,
    hit_at
  FROM placed
  WHERE
    hit_at >= CAST(:since AS DATE)
    AND hit_at < CAST(:until AS DATE)
    AND (
      hit_before_at IS NULL OR hit_before_at < hit_at - INTERVAL '180' DAY
    )
), reviewed AS (
  SELECT DISTINCT
    first_hit.rule_id,
    first_hit.content_id,
    first_hit.hit_at
  FROM first_hit
  INNER JOIN review_decisions
    ON first_hit.content_id = review_decisions.content_id
  WHERE
    review_decisions.purpose = 'qa'
    AND review_decisions.decided_at >= first_hit.hit_at - INTERVAL '90' DAY
    AND review_decisions.decided_at < first_hit.hit_at + INTERVAL '90' DAY
), source AS (
  SELECT
    CAST(first_hit.hit_at AS DATE) AS sum_day,
    COUNT(*) AS contents,
    COUNT(reviewed.content_id) AS second_reviews
  FROM first_hit
  LEFT JOIN reviewed
    ON first_hit.rule_id = reviewed.rule_id
    AND first_hit.content_id = reviewed.content_id
    AND first_hit.hit_at = reviewed.hit_at
  GROUP BY
    CAST(first_hit.hit_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(contents) AS contents,
    SUM(second_reviews) AS second_reviews
  FROM marts.rule_reviews_totals
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.contents, 0) AS contract_contents,
  COALESCE(built.contents, 0) AS mart_contents,
  COALESCE(source.second_reviews, 0) AS contract_second_reviews,
  COALESCE(built.second_reviews, 0) AS mart_second_reviews
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.contents, 0) <> COALESCE(built.contents, 0)
  OR COALESCE(source.second_reviews, 0) <> COALESCE(built.second_reviews, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/rule_segments.sql
WITH source AS (
  SELECT
    day AS sum_day,
    SUM(hits) AS hits
  FROM rule_evaluations_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
), built AS (
  SELECT
    day AS sum_day,
    SUM(hits) AS hits
  FROM marts.rule_segments
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.hits, 0) AS contract_hits,
  COALESCE(built.hits, 0) AS mart_hits
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.hits, 0) <> COALESCE(built.hits, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/scored_contents.sql
WITH scored AS (
  SELECT
    hits.content_id,
    rules.policy_id,
    CAST(MIN(hits.hit_at) AS DATE) AS day
  FROM rule_hits AS hits
  INNER JOIN rules
    ON hits.rule_id = rules.rule_id
  WHERE
    NOT hits.score IS NULL
  GROUP BY
    hits.content_id,
    rules.policy_id
), acted AS (
  SELECT DISTINCT
    content_id,
    policy_id
  FROM enforcement_actions
  WHERE
    NOT failed
), source AS (
  SELECT
    scored.day AS sum_day,
    COUNT(*) AS contents,
    COUNT(acted.content_id) AS acted_on
  FROM scored
  LEFT JOIN acted
    ON scored.content_id = acted.content_id AND scored.policy_id = acted.policy_id
  WHERE
    scored.day >= CAST(:since AS DATE)
    AND scored.day < CAST(:until AS DATE)
  GROUP BY
    scored.day
), built AS (
  SELECT
    day AS sum_day,
    SUM(contents) AS contents,
    SUM(acted_on) AS acted_on
  FROM marts.scored_contents
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND dimension = 'market'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.contents, 0) AS contract_contents,
  COALESCE(built.contents, 0) AS mart_contents,
  COALESCE(source.acted_on, 0) AS contract_acted_on,
  COALESCE(built.acted_on, 0) AS mart_acted_on
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.contents, 0) <> COALESCE(built.contents, 0)
  OR COALESCE(source.acted_on, 0) <> COALESCE(built.acted_on, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/scored_decisions.sql
WITH scored AS (
  SELECT DISTINCT
    hits.content_id,
    rules.policy_id
  FROM rule_hits AS hits
  INNER JOIN rules
    ON hits.rule_id = rules.rule_id
  WHERE
    NOT hits.score IS NULL
), source AS (
  SELECT
    CAST(decided.decided_at AS DATE) AS sum_day,
    COUNT(*) AS decisions,
    SUM(
      CASE
        WHEN decided.is_violating AND decided.policy_id = scored.policy_id
        THEN 1
        ELSE 0
      END
    ) AS violating
  FROM review_decisions AS decided
  INNER JOIN scored
    ON decided.content_id = scored.content_id
  WHERE
    decided.purpose = 'production'
    AND decided.decided_at >= CAST(:since AS DATE)
    AND decided.decided_at < CAST(:until AS DATE)
  GROUP BY
    CAST(decided.decided_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(decisions) AS decisions,
    SUM(violating) AS violating
  FROM marts.scored_decisions
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND dimension = 'market'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.decisions, 0) AS contract_decisions,
  COALESCE(built.decisions, 0) AS mart_decisions,
  COALESCE(source.violating, 0) AS contract_violating,
  COALESCE(built.violating, 0) AS mart_violating
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.decisions, 0) <> COALESCE(built.decisions, 0)
  OR COALESCE(source.violating, 0) <> COALESCE(built.violating, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/second_reviews.sql
WITH reviewed AS (
  SELECT
    decision_id,
    content_id,
    decided_at
  FROM review_decisions
  WHERE
    purpose = 'qa'
    AND decided_at >= CAST(:since AS DATE)
    AND decided_at < CAST(:until AS DATE)
), first_decisions AS (
  SELECT
    content_id,
    MIN(decided_at) AS first_decided_at
  FROM review_decisions
  WHERE
    purpose = 'production'
    AND content_id IN (
      SELECT
        content_id
      FROM reviewed
    )
  GROUP BY
    content_id
), source AS (
  SELECT
    CAST(reviewed.decided_at AS DATE) AS sum_day,
    COUNT(*) AS compared
  FROM reviewed
  INNER JOIN first_decisions
    ON reviewed.content_id = first_decisions.content_id
  WHERE
    first_decisions.first_decided_at <= reviewed.decided_at
  GROUP BY
    CAST(reviewed.decided_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(compared) AS compared
  FROM marts.second_reviews
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND dimension = 'all'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.compared, 0) AS contract_compared,
  COALESCE(built.compared, 0) AS mart_compared
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.compared, 0) <> COALESCE(built.compared, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/service_times_all_appeals.sql
WITH source AS (
  SELECT
    CAST(appeals.filed_at AS DATE) AS sum_day,
    COUNT(*) AS items,
    COUNT(appeals.decided_at) AS done
  FROM appeals
  INNER JOIN service_levels
    ON service_levels.applies_to = 'appeals'
  WHERE
    appeals.filed_at >= CAST(:since AS DATE)
    AND appeals.filed_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('decision', 'resolution')
  GROUP BY
    CAST(appeals.filed_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(items) AS items,
    SUM(CASE WHEN is_done THEN items ELSE 0 END) AS done
  FROM marts.service_times_all
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND applies_to = 'appeals'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.items, 0) AS contract_items,
  COALESCE(built.items, 0) AS mart_items,
  COALESCE(source.done, 0) AS contract_done,
  COALESCE(built.done, 0) AS mart_done
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.items, 0) <> COALESCE(built.items, 0)
  OR COALESCE(source.done, 0) <> COALESCE(built.done, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/service_times_all_escalations.sql
WITH source AS (
  SELECT
    CAST(escalations.opened_at AS DATE) AS sum_day,
    COUNT(*) AS items,
    COUNT(
      CASE
        WHEN service_levels.measure = 'first_response'
        THEN escalations.acknowledged_at
        ELSE escalations.resolved_at
      END
    ) AS done
  FROM escalations
  INNER JOIN service_levels
    ON escalations.severity = service_levels.queue_or_severity
    AND service_levels.applies_to = 'escalations'
  WHERE
    escalations.opened_at >= CAST(:since AS DATE)
    AND escalations.opened_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('first_response', 'resolution')
  GROUP BY
    CAST(escalations.opened_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(items) AS items,
    SUM(CASE WHEN is_done THEN items ELSE 0 END) AS done
  FROM marts.service_times_all
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND applies_to = 'escalations'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.items, 0) AS contract_items,
  COALESCE(built.items, 0) AS mart_items,
  COALESCE(source.done, 0) AS contract_done,
  COALESCE(built.done, 0) AS mart_done
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.items, 0) <> COALESCE(built.items, 0)
  OR COALESCE(source.done, 0) <> COALESCE(built.done, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/service_times_all_reports.sql
WITH source AS (
  SELECT
    CAST(reports.reported_at AS DATE) AS sum_day,
    COUNT(*) AS items,
    COUNT(
      CASE
        WHEN service_levels.measure = 'first_response'
        THEN reports.first_reviewed_at
        ELSE reports.decided_at
      END
    ) AS done
  FROM reports
  INNER JOIN service_levels
    ON reports.queue = service_levels.queue_or_severity
    AND service_levels.applies_to = 'reports'
  WHERE
    reports.reported_at >= CAST(:since AS DATE)
    AND reports.reported_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('first_response', 'decision')
  GROUP BY
    CAST(reports.reported_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(items) AS items,
    SUM(CASE WHEN is_done THEN items ELSE 0 END) AS done
  FROM marts.service_times_all
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND applies_to = 'reports'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.items, 0) AS contract_items,
  COALESCE(built.items, 0) AS mart_items,
  COALESCE(source.done, 0) AS contract_done,
  COALESCE(built.done, 0) AS mart_done
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.items, 0) <> COALESCE(built.items, 0)
  OR COALESCE(source.done, 0) <> COALESCE(built.done, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/service_times_appeals.sql
WITH source AS (
  SELECT
    CAST(appeals.filed_at AS DATE) AS sum_day,
    COUNT(*) AS items,
    COUNT(appeals.decided_at) AS done
  FROM appeals
  INNER JOIN service_levels
    ON service_levels.applies_to = 'appeals'
  WHERE
    appeals.filed_at >= CAST(:since AS DATE)
    AND appeals.filed_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('decision', 'resolution')
  GROUP BY
    CAST(appeals.filed_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(items) AS items,
    SUM(CASE WHEN is_done THEN items ELSE 0 END) AS done
  FROM marts.service_times
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND applies_to = 'appeals'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.items, 0) AS contract_items,
  COALESCE(built.items, 0) AS mart_items,
  COALESCE(source.done, 0) AS contract_done,
  COALESCE(built.done, 0) AS mart_done
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.items, 0) <> COALESCE(built.items, 0)
  OR COALESCE(source.done, 0) <> COALESCE(built.done, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/service_times_by_dimension_appeals.sql
WITH source AS (
  SELECT
    CAST(appeals.filed_at AS DATE) AS sum_day,
    COUNT(*) AS items,
    5 * COUNT(*) AS items_by_dimension,
    COUNT(appeals.decided_at) AS done
  FROM appeals
  INNER JOIN service_levels
    ON service_levels.applies_to = 'appeals'
  WHERE
    appeals.filed_at >= CAST(:since AS DATE)
    AND appeals.filed_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('decision', 'resolution')
  GROUP BY
    CAST(appeals.filed_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN items ELSE 0 END) AS items,
    SUM(items) AS items_by_dimension,
    SUM(CASE WHEN dimension = 'all' AND is_done THEN items ELSE 0 END) AS done
  FROM marts.service_times_by_dimension
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND applies_to = 'appeals'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.items, 0) AS contract_items,
  COALESCE(built.items, 0) AS mart_items,
  COALESCE(source.items_by_dimension, 0) AS contract_items_by_dimension,
  COALESCE(built.items_by_dimension, 0) AS mart_items_by_dimension,
  COALESCE(source.done, 0) AS contract_done,
  COALESCE(built.done, 0) AS mart_done
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.items, 0) <> COALESCE(built.items, 0)
  OR COALESCE(source.items_by_dimension, 0) <> COALESCE(built.items_by_dimension, 0)
  OR COALESCE(source.done, 0) <> COALESCE(built.done, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/service_times_by_dimension_escalations.sql
WITH source AS (
  SELECT
    CAST(escalations.opened_at AS DATE) AS sum_day,
    COUNT(*) AS items,
    5 * COUNT(*) AS items_by_dimension,
    COUNT(
      CASE
        WHEN service_levels.measure = 'first_response'
        THEN escalations.acknowledged_at
        ELSE escalations.resolved_at
      END
    ) AS done
  FROM escalations
  INNER JOIN service_levels
    ON escalations.severity = service_levels.queue_or_severity
    AND service_levels.applies_to = 'escalations'
  WHERE
    escalations.opened_at >= CAST(:since AS DATE)
    AND escalations.opened_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('first_response', 'resolution')
  GROUP BY
    CAST(escalations.opened_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN items ELSE 0 END) AS items,
    SUM(items) AS items_by_dimension,
    SUM(CASE WHEN dimension = 'all' AND is_done THEN items ELSE 0 END) AS done
  FROM marts.service_times_by_dimension
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND applies_to = 'escalations'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.items, 0) AS contract_items,
  COALESCE(built.items, 0) AS mart_items,
  COALESCE(source.items_by_dimension, 0) AS contract_items_by_dimension,
  COALESCE(built.items_by_dimension, 0) AS mart_items_by_dimension,
  COALESCE(source.done, 0) AS contract_done,
  COALESCE(built.done, 0) AS mart_done
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.items, 0) <> COALESCE(built.items, 0)
  OR COALESCE(source.items_by_dimension, 0) <> COALESCE(built.items_by_dimension, 0)
  OR COALESCE(source.done, 0) <> COALESCE(built.done, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/service_times_by_dimension_reports.sql
WITH source AS (
  SELECT
    CAST(reports.reported_at AS DATE) AS sum_day,
    COUNT(*) AS items,
    5 * COUNT(*) AS items_by_dimension,
    COUNT(
      CASE
        WHEN service_levels.measure = 'first_response'
        THEN reports.first_reviewed_at
        ELSE reports.decided_at
      END
    ) AS done
  FROM reports
  INNER JOIN service_levels
    ON reports.queue = service_levels.queue_or_severity
    AND service_levels.applies_to = 'reports'
  WHERE
    reports.reported_at >= CAST(:since AS DATE)
    AND reports.reported_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('first_response', 'decision')
  GROUP BY
    CAST(reports.reported_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(CASE WHEN dimension = 'all' THEN items ELSE 0 END) AS items,
    SUM(items) AS items_by_dimension,
    SUM(CASE WHEN dimension = 'all' AND is_done THEN items ELSE 0 END) AS done
  FROM marts.service_times_by_dimension
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND applies_to = 'reports'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.items, 0) AS contract_items,
  COALESCE(built.items, 0) AS mart_items,
  COALESCE(source.items_by_dimension, 0) AS contract_items_by_dimension,
  COALESCE(built.items_by_dimension, 0) AS mart_items_by_dimension,
  COALESCE(source.done, 0) AS contract_done,
  COALESCE(built.done, 0) AS mart_done
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.items, 0) <> COALESCE(built.items, 0)
  OR COALESCE(source.items_by_dimension, 0) <> COALESCE(built.items_by_dimension, 0)
  OR COALESCE(source.done, 0) <> COALESCE(built.done, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/service_times_escalations.sql
WITH source AS (
  SELECT
    CAST(escalations.opened_at AS DATE) AS sum_day,
    COUNT(*) AS items,
    COUNT(
      CASE
        WHEN service_levels.measure = 'first_response'
        THEN escalations.acknowledged_at
        ELSE escalations.resolved_at
      END
    ) AS done
  FROM escalations
  INNER JOIN service_levels
    ON escalations.severity = service_levels.queue_or_severity
    AND service_levels.applies_to = 'escalations'
  WHERE
    escalations.opened_at >= CAST(:since AS DATE)
    AND escalations.opened_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('first_response', 'resolution')
  GROUP BY
    CAST(escalations.opened_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(items) AS items,
    SUM(CASE WHEN is_done THEN items ELSE 0 END) AS done
  FROM marts.service_times
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND applies_to = 'escalations'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.items, 0) AS contract_items,
  COALESCE(built.items, 0) AS mart_items,
  COALESCE(source.done, 0) AS contract_done,
  COALESCE(built.done, 0) AS mart_done
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.items, 0) <> COALESCE(built.items, 0)
  OR COALESCE(source.done, 0) <> COALESCE(built.done, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/checks/service_times_reports.sql
WITH source AS (
  SELECT
    CAST(reports.reported_at AS DATE) AS sum_day,
    COUNT(*) AS items,
    COUNT(
      CASE
        WHEN service_levels.measure = 'first_response'
        THEN reports.first_reviewed_at
        ELSE reports.decided_at
      END
    ) AS done
  FROM reports
  INNER JOIN service_levels
    ON reports.queue = service_levels.queue_or_severity
    AND service_levels.applies_to = 'reports'
  WHERE
    reports.reported_at >= CAST(:since AS DATE)
    AND reports.reported_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('first_response', 'decision')
  GROUP BY
    CAST(reports.reported_at AS DATE)
), built AS (
  SELECT
    day AS sum_day,
    SUM(items) AS items,
    SUM(CASE WHEN is_done THEN items ELSE 0 END) AS done
  FROM marts.service_times
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND applies_to = 'reports'
  GROUP BY
    day
)
SELECT
  COALESCE(source.sum_day, built.sum_day) AS differing_day,
  COALESCE(source.items, 0) AS contract_items,
  COALESCE(built.items, 0) AS mart_items,
  COALESCE(source.done, 0) AS contract_done,
  COALESCE(built.done, 0) AS mart_done
FROM source
FULL JOIN built
  ON source.sum_day = built.sum_day
WHERE
  COALESCE(source.items, 0) <> COALESCE(built.items, 0)
  OR COALESCE(source.done, 0) <> COALESCE(built.done, 0)
ORDER BY
  differing_day NULLS LAST;

-- queries/marts/found_daily.sql
SELECT
  action_day,
  'all' AS dimension,
  'all' AS value,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day
UNION ALL
SELECT
  action_day,
  'policy_id' AS dimension,
  policy_id AS value,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  policy_id
UNION ALL
SELECT
  action_day,
  'market' AS dimension,
  market AS value,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  market
UNION ALL
SELECT
  action_day,
  'surface' AS dimension,
  surface AS value,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  surface
UNION ALL
SELECT
  action_day,
  'content_type' AS dimension,
  content_type AS value,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  content_type
UNION ALL
SELECT
  action_day,
  'detection_source' AS dimension,
  detection_source AS value,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  detection_source;

-- queries/marts/found_impressions.sql
SELECT
  action_day,
  impression_day,
  'all' AS dimension,
  'all' AS value,
  policy_id,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  impression_day,
  policy_id
UNION ALL
SELECT
  action_day,
  impression_day,
  'market' AS dimension,
  market AS value,
  policy_id,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  impression_day,
  market,
  policy_id
UNION ALL
SELECT
  action_day,
  impression_day,
  'surface' AS dimension,
  surface AS value,
  policy_id,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  impression_day,
  surface,
  policy_id
UNION ALL
SELECT
  action_day,
  impression_day,
  'content_type' AS dimension,
  content_type AS value,
  policy_id,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  impression_day,
  content_type,
  policy_id
UNION ALL
SELECT
  action_day,
  impression_day,
  'detection_source' AS dimension,
  detection_source AS value,
  policy_id,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  impression_day,
  detection_source,
  policy_id;

-- queries/marts/found_impressions_all_policies.sql
SELECT
  action_day,
  impression_day,
  'all' AS dimension,
  'all' AS value,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  impression_day
UNION ALL
SELECT
  action_day,
  impression_day,
  'market' AS dimension,
  market AS value,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  impression_day,
  market
UNION ALL
SELECT
  action_day,
  impression_day,
  'surface' AS dimension,
  surface AS value,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  impression_day,
  surface
UNION ALL
SELECT
  action_day,
  impression_day,
  'content_type' AS dimension,
  content_type AS value,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  impression_day,
  content_type
UNION ALL
SELECT
  action_day,
  impression_day,
  'detection_source' AS dimension,
  detection_source AS value,
  SUM(views) AS impressions,
  SUM(reversed_views) AS reversed_impressions
FROM found_places
GROUP BY
  action_day,
  impression_day,
  detection_source;

-- queries/marts/impressions_daily.sql
WITH places AS (
  SELECT
    day,
    market,
    surface,
    content_type,
    SUM(impressions) AS views
  FROM impressions_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day,
    market,
    surface,
    content_type
)
SELECT
  day,
  'all' AS dimension,
  'all' AS value,
  SUM(views) AS impressions
FROM places
GROUP BY
  day
UNION ALL
SELECT
  day,
  'market' AS dimension,
  market AS value,
  SUM(views) AS impressions
FROM places
GROUP BY
  day,
  market
UNION ALL
SELECT
  day,
  'surface' AS dimension,
  surface AS value,
  SUM(views) AS impressions
FROM places
GROUP BY
  day,
  surface
UNION ALL
SELECT
  day,
  'content_type' AS dimension,
  content_type AS value,
  SUM(views) AS impressions
FROM places
GROUP BY
  day,
  content_type;

-- queries/marts/label_delays.sql
WITH draws AS (
  SELECT
    day,
    stratum,
    CASE
      WHEN NOT is_violating IS NULL
      THEN DATEDIFF(DAY, day, CAST(labelled_at AS DATE))
    END AS waited_days
  FROM prevalence_labels
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
)
SELECT
  day,
  stratum,
  waited_days AS delay_days,
  COUNT(*) AS labels
FROM draws
GROUP BY
  day,
  stratum,
  waited_days;

-- queries/marts/label_flaws.sql
SELECT
  day,
  'duplicated sample id' AS flaw,
  COUNT(*) - COUNT(DISTINCT sample_id) AS labels
FROM prevalence_labels
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  day
HAVING
  COUNT(*) > COUNT(DISTINCT sample_id)
UNION ALL
SELECT
  drawn.day AS day,
  'unknown content' AS flaw,
  COUNT(*) AS labels
FROM prevalence_labels AS drawn
LEFT JOIN contents
  ON contents.content_id = drawn.content_id
WHERE
  drawn.day >= CAST(:since AS DATE)
  AND drawn.day < CAST(:until AS DATE)
  AND contents.content_id IS NULL
GROUP BY
  drawn.day;

-- queries/marts/label_positives.sql
SELECT
  day,
  stratum,
  market,
  surface,
  content_type,
  policy_id,
  positives,
  positive_weight,
  positive_weight_squared
FROM summed_labels
WHERE
  positives > 0;

-- queries/marts/label_reasons.sql
WITH drawn AS (
  SELECT
    day,
    stratum,
    content_id,
    market,
    surface,
    content_type,
    policy_id,
    is_violating,
    inclusion_probability,
    ROW_NUMBER() OVER (
      PARTITION BY day, sample_id
      ORDER BY labelled_at NULLS LAST, policy_id NULLS LAST, stratum NULLS LAST
    ) AS copy
  FROM prevalence_labels
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
), violating AS (
  SELECT
    day,
    stratum,
    content_id,
    market,
    surface,
    content_type,
    policy_id,
    CAST(1.0 AS DOUBLE) / NULLIF(inclusion_probability, 0) AS draw_weight
  FROM drawn
  WHERE
    copy = 1
    AND is_violating
    AND inclusion_probability >= 0.000000000001
    AND inclusion_probability <= 1
), acted AS (
  SELECT
    content_id,
    CAST(actioned_at AS DATE) AS action_day,
    CAST(COALESCE(detected_at, actioned_at) AS DATE) AS detection_day,
    CAST(reversed_at AS DATE) AS reversal_day,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    NOT failed AND content_id IN (
      SELECT
        content_id
      FROM violating
    )
), passed AS (
  SELECT
    content_id,
    MIN(CAST(decided_at AS DATE)) AS pass_day
  FROM (
    SELECT
      content_id,
      decided_at
    FROM review_decisions
    WHERE
      purpose = 'production' AND NOT is_violating
    UNION ALL
    SELECT
      content_id,
      decided_at
    FROM reports
    WHERE
      decision = 'no_action' AND NOT decided_at IS NULL
  ) AS decisions
  WHERE
    content_id IN (
      SELECT
        content_id
      FROM violating
    )
  GROUP BY
    content_id
), linked AS (
  SELECT
    violating.day,
    violating.stratum,
    violating.market,
    violating.surface,
    violating.content_type,
    violating.policy_id,
    violating.draw_weight,
    CASE WHEN violating.day <= acted.action_day THEN 'yes' ELSE 'no' END AS is_found,
    CASE
      WHEN violating.day > acted.action_day AND violating.day > acted.reversal_day
      THEN 'wrong_decision'
      WHEN violating.day > acted.action_day
      THEN 'left_up'
      WHEN violating.day > passed.pass_day
      THEN 'wrong_decision'
      WHEN acted.action_day IS NULL
      THEN 'never_found'
      WHEN violating.day > acted.detection_day
      THEN 'waiting'
      ELSE 'before_detection'
    END AS why
  FROM violating
  LEFT JOIN acted
    ON violating.content_id = acted.content_id AND acted.turn = 1
  LEFT JOIN passed
    ON violating.content_id = passed.content_id
)
SELECT
  day,
  stratum,
  market,
  surface,
  content_type,
  policy_id,
  why,
  is_found,
  COUNT(*) AS positives,
  SUM(CAST(draw_weight AS DECIMAL(38, 10))) AS positive_weight,
  SUM(CAST(draw_weight * draw_weight AS DECIMAL(38, 10))) AS positive_weight_squared,
  MAX(draw_weight) AS largest_weight
FROM linked
GROUP BY
  day,
  stratum,
  market,
  surface,
  content_type,
  policy_id,
  why,
  is_found;

-- queries/marts/label_sums.sql
SELECT
  day,
  stratum,
  market,
  surface,
  content_type,
  policy_id,
  sampled,
  labels,
  positives,
  weight,
  weight_squared,
  positive_weight,
  positive_weight_squared,
  largest_weight
FROM summed_labels;

-- queries/marts/label_sums_by_dimension.sql
SELECT
  day,
  stratum,
  'all' AS dimension,
  'all' AS value,
  SUM(sampled) AS sampled,
  SUM(labels) AS labels,
  SUM(positives) AS positives,
  SUM(weight) AS weight,
  SUM(weight_squared) AS weight_squared,
  SUM(positive_weight) AS positive_weight,
  SUM(positive_weight_squared) AS positive_weight_squared,
  MAX(largest_weight) AS largest_weight
FROM summed_labels
GROUP BY
  day,
  stratum
UNION ALL
SELECT
  day,
  stratum,
  'market' AS dimension,
  market AS value,
  SUM(sampled) AS sampled,
  SUM(labels) AS labels,
  SUM(positives) AS positives,
  SUM(weight) AS weight,
  SUM(weight_squared) AS weight_squared,
  SUM(positive_weight) AS positive_weight,
  SUM(positive_weight_squared) AS positive_weight_squared,
  MAX(largest_weight) AS largest_weight
FROM summed_labels
GROUP BY
  day,
  stratum,
  market
UNION ALL
SELECT
  day,
  stratum,
  'surface' AS dimension,
  surface AS value,
  SUM(sampled) AS sampled,
  SUM(labels) AS labels,
  SUM(positives) AS positives,
  SUM(weight) AS weight,
  SUM(weight_squared) AS weight_squared,
  SUM(positive_weight) AS positive_weight,
  SUM(positive_weight_squared) AS positive_weight_squared,
  MAX(largest_weight) AS largest_weight
FROM summed_labels
GROUP BY
  day,
  stratum,
  surface
UNION ALL
SELECT
  day,
  stratum,
  'content_type' AS dimension,
  content_type AS value,
  SUM(sampled) AS sampled,
  SUM(labels) AS labels,
  SUM(positives) AS positives,
  SUM(weight) AS weight,
  SUM(weight_squared) AS weight_squared,
  SUM(positive_weight) AS positive_weight,
  SUM(positive_weight_squared) AS positive_weight_squared,
  MAX(largest_weight) AS largest_weight
FROM summed_labels
GROUP BY
  day,
  stratum,
  content_type
UNION ALL
SELECT
  day,
  stratum,
  'policy_id' AS dimension,
  policy_id AS value,
  SUM(sampled) AS sampled,
  SUM(labels) AS labels,
  SUM(positives) AS positives,
  SUM(weight) AS weight,
  SUM(weight_squared) AS weight_squared,
  SUM(positive_weight) AS positive_weight,
  SUM(positive_weight_squared) AS positive_weight_squared,
  MAX(largest_weight) AS largest_weight
FROM summed_labels
GROUP BY
  day,
  stratum,
  policy_id;

-- queries/marts/let_go_impressions.sql
WITH ranked AS (
  SELECT
    content_id,
    policy_id,
    content_type,
    detection_source,
    actioned_at,
    CAST(actioned_at AS DATE) AS action_day,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE)
    AND actioned_at < CAST(CAST(:until AS DATE) + INTERVAL '60' DAY AS TIMESTAMP_NTZ)
    AND NOT failed
), acted_on_before AS (
  SELECT DISTINCT
    content_id
  FROM enforcement_actions
  WHERE
    actioned_at < CAST(:since AS DATE)
    AND NOT failed
    AND content_id IN (
      SELECT
        content_id
      FROM ranked
    )
), acted AS (
  SELECT
    ranked.content_id,
    ranked.policy_id,
    ranked.content_type,
    ranked.detection_source,
    ranked.actioned_at,
    ranked.action_day
  FROM ranked
  LEFT JOIN acted_on_before
    ON ranked.content_id = acted_on_before.content_id
  WHERE
    ranked.turn = 1 AND acted_on_before.content_id IS NULL
), let_go AS (
  SELECT
    acted.content_id,
    COUNT(*) AS times
  FROM acted
  INNER JOIN review_decisions
    ON acted.content_id = review_decisions.content_id
  WHERE
    review_decisions.purpose = 'production'
    AND NOT review_decisions.is_violating
    AND review_decisions.decided_at < acted.actioned_at
  GROUP BY
    acted.content_id
), places AS (
  SELECT
    content_impressions.day,
    acted.policy_id,
    acted.content_type,
    acted.detection_source,
    content_impressions.market,
    content_impressions.surface,
    CASE
      WHEN let_go.times >= 10
      THEN 3
      WHEN let_go.times >= 3
      THEN 2
      WHEN let_go.times >= 1
      THEN 1
      ELSE 0
    END AS stratum,
    SUM(content_impressions.impressions) AS views
  FROM content_impressions
  INNER JOIN acted
    ON content_impressions.content_id = acted.content_id
  LEFT JOIN let_go
    ON content_impressions.content_id = let_go.content_id
  WHERE
    content_impressions.day >= CAST(:since AS DATE)
    AND content_impressions.day < CAST(:until AS DATE)
    AND content_impressions.day <= acted.action_day
    AND content_impressions.day >= CAST(acted.action_day - INTERVAL '60' DAY AS DATE)
  GROUP BY
    content_impressions.day,
    acted.policy_id,
    acted.content_type,
    acted.detection_source,
    content_impressions.market,
    content_impressions.surface,
    CASE
      WHEN let_go.times >= 10
      THEN 3
      WHEN let_go.times >= 3
      THEN 2
      WHEN let_go.times >= 1
      THEN 1
      ELSE 0
    END
), dimensions AS (
  SELECT
    'all' AS dimension
  UNION ALL
  SELECT
    'market' AS dimension
  UNION ALL
  SELECT
    'surface' AS dimension
  UNION ALL
  SELECT
    'content_type' AS dimension
  UNION ALL
  SELECT
    'detection_source' AS dimension
), valued AS (
  SELECT
    places.day,
    dimensions.dimension,
    CASE dimensions.dimension
      WHEN 'market'
      THEN places.market
      WHEN 'surface'
      THEN places.surface
      WHEN 'content_type'
      THEN places.content_type
      WHEN 'detection_source'
      THEN places.detection_source
      ELSE 'all'
    END AS value,
    places.policy_id,
    places.stratum,
    places.views
  FROM places
  CROSS JOIN dimensions
)
SELECT
  day,
  dimension,
  value,
  policy_id,
  stratum,
  SUM(views) AS impressions
FROM valued
GROUP BY
  day,
  dimension,
  value,
  policy_id,
  stratum;

-- queries/marts/noted_hits.sql
WITH hit AS (
  SELECT
    CAST(hit_at AS DATE) AS day,
    rule_id,
    content_id,
    is_shadow,
    MIN(hit_at) AS first_hit_at
  FROM rule_hits
  WHERE
    hit_at >= CAST(:since AS DATE)
    AND hit_at < CAST(:until AS DATE)
    AND content_id IN (
      SELECT
        prevalence_labels.content_id
      FROM prevalence_labels
    )
  GROUP BY
    CAST(hit_at AS DATE),
    rule_id,
    content_id,
    is_shadow
)
SELECT
  hit.day,
  hit.rule_id,
  hit.content_id,
  COALESCE(contents.market, 'ZZ') AS market,
  COALESCE(contents.content_type, 'unknown') AS content_type,
  hit.is_shadow,
  hit.first_hit_at
FROM hit
LEFT JOIN contents
  ON hit.content_id = contents.content_id;

-- queries/marts/noted_labels.sql
WITH drawn AS (
  SELECT
    day,
    content_id,
    policy_id,
    is_violating,
    inclusion_probability
  FROM prevalence_labels
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND NOT is_violating IS NULL
), hit AS (
  SELECT DISTINCT
    content_id
  FROM rule_hits
  WHERE
    content_id IN (
      SELECT
        drawn.content_id
      FROM drawn
    )
)
SELECT
  drawn.day,
  drawn.content_id,
  drawn.policy_id,
  drawn.is_violating,
  COUNT(*) AS draws,
  COALESCE(
    SUM(
      CAST(CAST(1.0 AS DOUBLE) / NULLIF(drawn.inclusion_probability, 0) AS DECIMAL(38, 10))
    ),
    CAST(0 AS DECIMAL(38, 10))
  ) AS weight
FROM drawn
LEFT JOIN hit
  ON drawn.content_id = hit.content_id
WHERE
  drawn.is_violating OR NOT hit.content_id IS NULL
GROUP BY
  drawn.day,
  drawn.content_id,
  drawn.policy_id,
  drawn.is_violating;

-- queries/marts/noted_views.sql
WITH drawn AS (
  SELECT
    content_id,
    MIN(day) AS drawn_day,
    MIN(CASE WHEN is_violating THEN CAST(COALESCE(labelled_at, day) AS DATE) END) AS labelled_day
  FROM prevalence_labels
  WHERE
    day < CAST(CAST(:until AS DATE) + INTERVAL '90' DAY AS DATE)
  GROUP BY
    content_id
), hit AS (
  SELECT
    content_id,
    MIN(CAST(hit_at AS DATE)) AS hit_day
  FROM rule_hits
  WHERE
    content_id IN (
      SELECT
        drawn.content_id
      FROM drawn
    )
  GROUP BY
    content_id
), noted AS (
  SELECT
    drawn.content_id,
    drawn.drawn_day,
    CASE
      WHEN hit.hit_day IS NULL OR drawn.labelled_day < hit.hit_day
      THEN drawn.labelled_day
      ELSE hit.hit_day
    END AS noted_day
  FROM drawn
  LEFT JOIN hit
    ON drawn.content_id = hit.content_id
  WHERE
    NOT drawn.labelled_day IS NULL OR NOT hit.hit_day IS NULL
)
SELECT
  content_impressions.day,
  content_impressions.content_id,
  SUM(content_impressions.impressions) AS impressions
FROM content_impressions
INNER JOIN noted
  ON content_impressions.content_id = noted.content_id
WHERE
  content_impressions.day >= CAST(:since AS DATE)
  AND content_impressions.day < CAST(:until AS DATE)
  AND content_impressions.day >= CAST(noted.drawn_day - INTERVAL '90' DAY AS DATE)
  AND content_impressions.day >= CAST(noted.noted_day - INTERVAL '90' DAY AS DATE)
GROUP BY
  content_impressions.day,
  content_impressions.content_id;

-- queries/marts/otherwise/impressions_of_contents.sql
WITH places AS (
  SELECT
    content_impressions.day,
    content_impressions.market,
    content_impressions.surface,
    COALESCE(contents.content_type, 'unknown') AS content_type,
    SUM(content_impressions.impressions) AS views
  FROM content_impressions
  LEFT JOIN contents
    ON content_impressions.content_id = contents.content_id
  WHERE
    content_impressions.day >= CAST(:since AS DATE)
    AND content_impressions.day < CAST(:until AS DATE)
  GROUP BY
    content_impressions.day,
    content_impressions.market,
    content_impressions.surface,
    COALESCE(contents.content_type, 'unknown')
)
SELECT
  day,
  'all' AS dimension,
  'all' AS value,
  SUM(views) AS impressions
FROM places
GROUP BY
  day
UNION ALL
SELECT
  day,
  'market' AS dimension,
  market AS value,
  SUM(views) AS impressions
FROM places
GROUP BY
  day,
  market
UNION ALL
SELECT
  day,
  'surface' AS dimension,
  surface AS value,
  SUM(views) AS impressions
FROM places
GROUP BY
  day,
  surface
UNION ALL
SELECT
  day,
  'content_type' AS dimension,
  content_type AS value,
  SUM(views) AS impressions
FROM places
GROUP BY
  day,
  content_type;

-- queries/marts/reach.sql
SELECT
  action_day,
  policy_id,
  detection_source,
  market,
  content_type,
  reach,
  contents,
  impressions
FROM rounded_reach;

-- queries/marts/reach_all.sql
SELECT
  action_day,
  reach,
  SUM(contents) AS contents,
  SUM(impressions) AS impressions
FROM rounded_reach
GROUP BY
  action_day,
  reach;

-- queries/marts/reach_by_market.sql
SELECT
  action_day,
  market,
  reach,
  SUM(contents) AS contents,
  SUM(impressions) AS impressions
FROM rounded_reach
GROUP BY
  action_day,
  market,
  reach;

-- queries/marts/reach_by_source.sql
SELECT
  action_day,
  detection_source,
  reach,
  SUM(contents) AS contents,
  SUM(impressions) AS impressions
FROM rounded_reach
GROUP BY
  action_day,
  detection_source,
  reach;

-- queries/marts/reach_top.sql
WITH ranked AS (
  SELECT
    action_day,
    ROW_NUMBER() OVER (PARTITION BY action_day ORDER BY views DESC, content_id NULLS LAST) AS place,
    content_id,
    policy_id,
    detection_source,
    market,
    content_type,
    views
  FROM reached
  WHERE
    views > 0
)
SELECT
  action_day,
  place,
  content_id,
  policy_id,
  detection_source,
  market,
  content_type,
  views AS reach
FROM ranked
WHERE
  place <= 20;

-- queries/marts/reports_by_dimension.sql
SELECT
  day,
  'all' AS dimension,
  'all' AS value,
  SUM(reports) AS reports,
  SUM(actioned) AS actioned
FROM counted_reports
GROUP BY
  day
UNION ALL
SELECT
  day,
  'policy_id' AS dimension,
  policy_id AS value,
  SUM(reports) AS reports,
  SUM(actioned) AS actioned
FROM counted_reports
GROUP BY
  day,
  policy_id
UNION ALL
SELECT
  day,
  'market' AS dimension,
  market AS value,
  SUM(reports) AS reports,
  SUM(actioned) AS actioned
FROM counted_reports
GROUP BY
  day,
  market
UNION ALL
SELECT
  day,
  'queue' AS dimension,
  queue AS value,
  SUM(reports) AS reports,
  SUM(actioned) AS actioned
FROM counted_reports
GROUP BY
  day,
  queue
UNION ALL
SELECT
  day,
  'reporter_type' AS dimension,
  reporter_type AS value,
  SUM(reports) AS reports,
  SUM(actioned) AS actioned
FROM counted_reports
GROUP BY
  day,
  reporter_type;

-- queries/marts/reports_daily.sql
SELECT
  day,
  policy_id,
  market,
  queue,
  reporter_type,
  reports,
  actioned
FROM counted_reports;

-- queries/marts/reviewed_impressions.sql
WITH reviewed AS (
  SELECT
    first_actions.content_id,
    first_actions.actioned_at,
    CASE WHEN review_decisions.is_violating THEN 1 ELSE 0 END AS is_violating,
    ROW_NUMBER() OVER (
      PARTITION BY first_actions.content_id
      ORDER BY review_decisions.decided_at NULLS LAST, review_decisions.decision_id NULLS LAST
    ) AS turn
  FROM first_actions
  INNER JOIN review_decisions
    ON first_actions.content_id = review_decisions.content_id
  WHERE
    review_decisions.purpose = 'qa'
    AND review_decisions.decided_at > first_actions.actioned_at
), let_go AS (
  SELECT
    reviewed.content_id,
    COUNT(*) AS times
  FROM reviewed
  INNER JOIN review_decisions
    ON reviewed.content_id = review_decisions.content_id
  WHERE
    reviewed.turn = 1
    AND review_decisions.purpose = 'production'
    AND NOT review_decisions.is_violating
    AND review_decisions.decided_at < reviewed.actioned_at
  GROUP BY
    reviewed.content_id
)
SELECT
  found_views.action_day,
  found_views.impression_day,
  found_views.content_id,
  found_views.policy_id,
  found_views.detection_source,
  found_views.content_type,
  found_views.market,
  found_views.surface,
  MAX(
    CASE
      WHEN let_go.times >= 10
      THEN 3
      WHEN let_go.times >= 3
      THEN 2
      WHEN let_go.times >= 1
      THEN 1
      ELSE 0
    END
  ) AS stratum,
  MAX(reviewed.is_violating) AS is_violating,
  SUM(found_views.impressions) AS impressions
FROM found_views
INNER JOIN reviewed
  ON found_views.content_id = reviewed.content_id
LEFT JOIN let_go
  ON found_views.content_id = let_go.content_id
WHERE
  reviewed.turn = 1
  AND found_views.impression_day >= CAST(found_views.action_day - INTERVAL '60' DAY AS DATE)
GROUP BY
  found_views.action_day,
  found_views.impression_day,
  found_views.content_id,
  found_views.policy_id,
  found_views.detection_source,
  found_views.content_type,
  found_views.market,
  found_views.surface;

-- queries/marts/rule_actions_daily.sql
SELECT
  day,
  rule_id,
  policy_id,
  market,
  content_type,
  SUM(actions) AS actions,
  SUM(appealed) AS appealed,
  SUM(CASE WHEN NOT decided_day IS NULL THEN actions ELSE 0 END) AS decided,
  SUM(CASE WHEN NOT overturned_day IS NULL THEN actions ELSE 0 END) AS overturned,
  SUM(overturned_in_28_days) AS overturned_in_28_days
FROM ended_actions
GROUP BY
  day,
  rule_id,
  policy_id,
  market,
  content_type;

-- queries/marts/rule_actions_totals.sql
SELECT
  day,
  rule_id,
  SUM(actions) AS actions,
  SUM(appealed) AS appealed,
  SUM(CASE WHEN NOT decided_day IS NULL THEN actions ELSE 0 END) AS decided,
  SUM(CASE WHEN NOT overturned_day IS NULL THEN actions ELSE 0 END) AS overturned,
  SUM(overturned_in_28_days) AS overturned_in_28_days
FROM ended_actions
GROUP BY
  day,
  rule_id;

-- queries/marts/rule_days.sql
WITH counted AS (
  SELECT
    day,
    rule_id,
    SUM(evaluations) AS evaluations,
    SUM(hits) AS hits,
    0 AS actions
  FROM rule_evaluations_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
  GROUP BY
    day,
    rule_id
  UNION ALL
  SELECT
    CAST(actioned_at AS DATE) AS day,
    rule_id,
    0 AS evaluations,
    0 AS hits,
    COUNT(*) AS actions
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE)
    AND actioned_at < CAST(:until AS DATE)
    AND NOT failed
    AND NOT rule_id IS NULL
  GROUP BY
    CAST(actioned_at AS DATE),
    rule_id
)
SELECT
  day,
  rule_id,
  SUM(evaluations) AS evaluations,
  SUM(hits) AS hits,
  SUM(actions) AS actions
FROM counted
GROUP BY
  day,
  rule_id;

-- queries/marts/rule_endings.sql
SELECT
  day,
  rule_id,
  decided_day,
  overturned_day,
  SUM(actions) AS actions
FROM ended_actions
GROUP BY
  day,
  rule_id,
  decided_day,
  overturned_day;

-- queries/marts/rule_hits_daily.sql
SELECT
  CAST(hit_at AS DATE) AS day,
  rule_id,
  market,
  content_type,
  COUNT(*) AS hits,
  SUM(CASE WHEN is_shadow THEN 1 ELSE 0 END) AS shadow_hits,
  SUM(CASE WHEN NOT action_id IS NULL THEN 1 ELSE 0 END) AS actions
FROM placed_hits
GROUP BY
  CAST(hit_at AS DATE),
  rule_id,
  market,
  content_type;

-- queries/marts/rule_hits_totals.sql
SELECT
  CAST(hit_at AS DATE) AS day,
  rule_id,
  COUNT(*) AS hits,
  SUM(CASE WHEN is_shadow THEN 1 ELSE 0 END) AS shadow_hits,
  SUM(CASE WHEN NOT action_id IS NULL THEN 1 ELSE 0 END) AS actions
FROM placed_hits
GROUP BY
  CAST(hit_at AS DATE),
  rule_id;

-- queries/marts/rule_reviews_daily.sql
SELECT
  day,
  rule_id,
  market,
  content_type,
  fate,
  contents,
  second_reviews,
  second_confirmed,
  decisions,
  decisions_confirmed,
  timed_decisions,
  handle_seconds
FROM judged_hits;

-- queries/marts/rule_reviews_totals.sql
SELECT
  day,
  rule_id,
  fate,
  SUM(contents) AS contents,
  SUM(second_reviews) AS second_reviews,
  SUM(second_confirmed) AS second_confirmed,
  SUM(decisions) AS decisions,
  SUM(decisions_confirmed) AS decisions_confirmed,
  SUM(timed_decisions) AS timed_decisions,
  SUM(handle_seconds) AS handle_seconds
FROM judged_hits
GROUP BY
  day,
  rule_id,
  fate;

-- queries/marts/rule_segments.sql
SELECT
  day,
  rule_id,
  market,
  SUM(hits) AS hits
FROM rule_evaluations_daily
WHERE
  day >= CAST(:since AS DATE)
  AND day < CAST(:until AS DATE)
  AND hits > 0
GROUP BY
  day,
  rule_id,
  market;

-- queries/marts/scored_contents.sql
WITH fresh AS (
  SELECT DISTINCT
    content_id
  FROM rule_hits
  WHERE
    NOT score IS NULL
    AND hit_at >= CAST(:since AS DATE)
    AND hit_at < CAST(:until AS DATE)
), scored AS (
  SELECT
    hits.content_id,
    rules.policy_id,
    CAST(MIN(hits.hit_at) AS DATE) AS day,
    MAX(hits.score) AS score
  FROM rule_hits AS hits
  INNER JOIN rules
    ON hits.rule_id = rules.rule_id
  WHERE
    NOT hits.score IS NULL
    AND hits.content_id IN (
      SELECT
        content_id
      FROM fresh
    )
  GROUP BY
    hits.content_id,
    rules.policy_id
), acted AS (
  SELECT DISTINCT
    content_id,
    policy_id
  FROM enforcement_actions
  WHERE
    NOT failed AND content_id IN (
      SELECT
        content_id
      FROM fresh
    )
), dimensions AS (
  SELECT
    'market' AS dimension
  UNION ALL
  SELECT
    'content_type' AS dimension
), valued AS (
  SELECT
    scored.day,
    scored.policy_id,
    dimensions.dimension,
    CASE dimensions.dimension
      WHEN 'market'
      THEN contents.market
      ELSE contents.content_type
    END AS value,
    CAST(FLOOR(scored.score * 20) AS DOUBLE) / 20 AS band,
    CASE WHEN acted.content_id IS NULL THEN 0 ELSE 1 END AS is_acted_on
  FROM scored
  LEFT JOIN contents
    ON scored.content_id = contents.content_id
  LEFT JOIN acted
    ON scored.content_id = acted.content_id AND scored.policy_id = acted.policy_id
  CROSS JOIN dimensions
  WHERE
    scored.day >= CAST(:since AS DATE)
    AND scored.day < CAST(:until AS DATE)
)
SELECT
  day,
  policy_id,
  dimension,
  value,
  band,
  COUNT(*) AS contents,
  SUM(is_acted_on) AS acted_on
FROM valued
GROUP BY
  day,
  policy_id,
  dimension,
  value,
  band;

-- queries/marts/scored_decisions.sql
WITH decided AS (
  SELECT
    content_id,
    reviewer_id,
    policy_id,
    is_violating,
    CAST(decided_at AS DATE) AS day
  FROM review_decisions
  WHERE
    purpose = 'production'
    AND decided_at >= CAST(:since AS DATE)
    AND decided_at < CAST(:until AS DATE)
), scored AS (
  SELECT
    hits.content_id,
    rules.policy_id,
    MAX(hits.score) AS score
  FROM rule_hits AS hits
  INNER JOIN rules
    ON hits.rule_id = rules.rule_id
  WHERE
    NOT hits.score IS NULL
    AND hits.content_id IN (
      SELECT
        content_id
      FROM decided
    )
  GROUP BY
    hits.content_id,
    rules.policy_id
), dimensions AS (
  SELECT
    'site' AS dimension
  UNION ALL
  SELECT
    'market' AS dimension
  UNION ALL
  SELECT
    'content_type' AS dimension
), valued AS (
  SELECT
    decided.day,
    scored.policy_id,
    dimensions.dimension,
    CASE dimensions.dimension
      WHEN 'site'
      THEN reviewers.site
      WHEN 'market'
      THEN contents.market
      ELSE contents.content_type
    END AS value,
    CAST(FLOOR(scored.score * 20) AS DOUBLE) / 20 AS band,
    CASE
      WHEN decided.is_violating AND decided.policy_id = scored.policy_id
      THEN 1
      ELSE 0
    END AS is_found
  FROM decided
  INNER JOIN scored
    ON decided.content_id = scored.content_id
  LEFT JOIN contents
    ON decided.content_id = contents.content_id
  LEFT JOIN reviewers
    ON decided.reviewer_id = reviewers.reviewer_id
  CROSS JOIN dimensions
)
SELECT
  day,
  policy_id,
  dimension,
  value,
  band,
  COUNT(*) AS decisions,
  SUM(is_found) AS violating
FROM valued
GROUP BY
  day,
  policy_id,
  dimension,
  value,
  band;

-- queries/marts/second_reviews.sql
WITH pairs AS (
  SELECT
    earlier.content_id,
    earlier.reviewer_id,
    earlier.policy_id,
    CAST(again.decided_at AS DATE) AS day,
    CASE
      WHEN earlier.is_violating = again.is_violating
      AND COALESCE(earlier.policy_id, '') = COALESCE(again.policy_id, '')
      THEN 0
      ELSE 1
    END AS is_otherwise,
    ROW_NUMBER() OVER (
      PARTITION BY again.decision_id
      ORDER BY earlier.decided_at DESC, earlier.decision_id NULLS LAST
    ) AS turn
  FROM review_decisions AS again
  INNER JOIN review_decisions AS earlier
    ON again.content_id = earlier.content_id AND earlier.decided_at <= again.decided_at
  WHERE
    again.purpose = 'qa'
    AND earlier.purpose = 'production'
    AND again.decided_at >= CAST(:since AS DATE)
    AND again.decided_at < CAST(:until AS DATE)
), dimensions AS (
  SELECT
    'all' AS dimension
  UNION ALL
  SELECT
    'site' AS dimension
  UNION ALL
  SELECT
    'market' AS dimension
  UNION ALL
  SELECT
    'content_type' AS dimension
), valued AS (
  SELECT
    pairs.day,
    dimensions.dimension,
    CASE dimensions.dimension
      WHEN 'site'
      THEN reviewers.site
      WHEN 'market'
      THEN contents.market
      WHEN 'content_type'
      THEN contents.content_type
      ELSE 'all'
    END AS value,
    pairs.policy_id,
    pairs.is_otherwise
  FROM pairs
  LEFT JOIN reviewers
    ON pairs.reviewer_id = reviewers.reviewer_id
  LEFT JOIN contents
    ON pairs.content_id = contents.content_id
  CROSS JOIN dimensions
  WHERE
    pairs.turn = 1
)
SELECT
  day,
  dimension,
  value,
  policy_id,
  COUNT(*) AS compared,
  SUM(is_otherwise) AS disagreed
FROM valued
GROUP BY
  day,
  dimension,
  value,
  policy_id;

-- queries/marts/service_times/appeals.sql
SELECT
  day,
  applies_to,
  queue_or_severity,
  measure,
  market,
  policy_id,
  target_minutes,
  target_share,
  twentieth,
  is_done,
  items
FROM waited_appeals;

-- queries/marts/service_times/escalations.sql
SELECT
  day,
  applies_to,
  queue_or_severity,
  measure,
  market,
  policy_id,
  target_minutes,
  target_share,
  twentieth,
  is_done,
  items
FROM waited_escalations;

-- queries/marts/service_times/reports.sql
SELECT
  day,
  applies_to,
  queue_or_severity,
  measure,
  market,
  policy_id,
  target_minutes,
  target_share,
  twentieth,
  is_done,
  items
FROM waited_reports;

-- queries/marts/service_times_all/appeals.sql
SELECT
  day,
  applies_to,
  queue_or_severity,
  measure,
  twentieth,
  is_done,
  SUM(items) AS items
FROM waited_appeals
GROUP BY
  day,
  applies_to,
  queue_or_severity,
  measure,
  twentieth,
  is_done;

-- queries/marts/service_times_all/escalations.sql
SELECT
  day,
  applies_to,
  queue_or_severity,
  measure,
  twentieth,
  is_done,
  SUM(items) AS items
FROM waited_escalations
GROUP BY
  day,
  applies_to,
  queue_or_severity,
  measure,
  twentieth,
  is_done;

-- queries/marts/service_times_all/reports.sql
SELECT
  day,
  applies_to,
  queue_or_severity,
  measure,
  twentieth,
  is_done,
  SUM(items) AS items
FROM waited_reports
GROUP BY
  day,
  applies_to,
  queue_or_severity,
  measure,
  twentieth,
  is_done;

-- queries/marts/service_times_by_dimension/appeals.sql
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'all' AS dimension,
  'all' AS value,
  SUM(items) AS items
FROM waited_appeals
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'queue_or_severity' AS dimension,
  queue_or_severity AS value,
  SUM(items) AS items
FROM waited_appeals
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  queue_or_severity
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'measure' AS dimension,
  measure AS value,
  SUM(items) AS items
FROM waited_appeals
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  measure
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'market' AS dimension,
  market AS value,
  SUM(items) AS items
FROM waited_appeals
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  market
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'policy_id' AS dimension,
  policy_id AS value,
  SUM(items) AS items
FROM waited_appeals
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  policy_id;

-- queries/marts/service_times_by_dimension/escalations.sql
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'all' AS dimension,
  'all' AS value,
  SUM(items) AS items
FROM waited_escalations
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'queue_or_severity' AS dimension,
  queue_or_severity AS value,
  SUM(items) AS items
FROM waited_escalations
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  queue_or_severity
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'measure' AS dimension,
  measure AS value,
  SUM(items) AS items
FROM waited_escalations
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  measure
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'market' AS dimension,
  market AS value,
  SUM(items) AS items
FROM waited_escalations
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  market
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'policy_id' AS dimension,
  policy_id AS value,
  SUM(items) AS items
FROM waited_escalations
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  policy_id;

-- queries/marts/service_times_by_dimension/reports.sql
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'all' AS dimension,
  'all' AS value,
  SUM(items) AS items
FROM waited_reports
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'queue_or_severity' AS dimension,
  queue_or_severity AS value,
  SUM(items) AS items
FROM waited_reports
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  queue_or_severity
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'measure' AS dimension,
  measure AS value,
  SUM(items) AS items
FROM waited_reports
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  measure
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'market' AS dimension,
  market AS value,
  SUM(items) AS items
FROM waited_reports
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  market
UNION ALL
SELECT
  day,
  applies_to,
  twentieth,
  is_done,
  'policy_id' AS dimension,
  policy_id AS value,
  SUM(items) AS items
FROM waited_reports
GROUP BY
  day,
  applies_to,
  twentieth,
  is_done,
  policy_id;

-- queries/marts/staged/aged_actions.sql
WITH aged AS (
  SELECT
    CAST(actioned_at AS DATE) AS day,
    policy_id,
    detection_source,
    market,
    content_type,
    CASE
      WHEN actioned_at < content_created_at
      THEN -1
      ELSE 24 * DATEDIFF(DAY, CAST(content_created_at AS DATE), CAST(actioned_at AS DATE)) + EXTRACT(HOUR FROM actioned_at) - EXTRACT(HOUR FROM content_created_at) - CASE
        WHEN 60 * EXTRACT(MINUTE FROM actioned_at) + CAST(FLOOR(EXTRACT(SECOND FROM actioned_at)) AS BIGINT) < 60 * EXTRACT(MINUTE FROM content_created_at) + CAST(FLOOR(EXTRACT(SECOND FROM content_created_at)) AS BIGINT)
        THEN 1
        ELSE 0
      END
    END AS age
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE)
    AND actioned_at < CAST(:until AS DATE)
    AND NOT failed
    AND NOT content_created_at IS NULL
), sized AS (
  SELECT
    aged.*,
    CASE
      WHEN age < 100
      THEN 1
      WHEN age < 1000
      THEN 10
      WHEN age < 10000
      THEN 100
      ELSE 1000
    END AS width
  FROM aged
), binned AS (
  SELECT
    sized.*,
    CAST(FLOOR(CAST(age AS DOUBLE) / NULLIF(width, 0)) AS BIGINT) * width AS hours
  FROM sized
)
SELECT
  day,
  policy_id,
  detection_source,
  market,
  content_type,
  hours,
  COUNT(*) AS actions
FROM binned
GROUP BY
  day,
  policy_id,
  detection_source,
  market,
  content_type,
  hours;

-- queries/marts/staged/counted_reports.sql
SELECT
  CAST(reported_at AS DATE) AS day,
  policy_id,
  market,
  queue,
  reporter_type,
  COUNT(*) AS reports,
  SUM(CASE WHEN decision = 'action' THEN 1 ELSE 0 END) AS actioned
FROM reports
WHERE
  reported_at >= CAST(:since AS DATE)
  AND reported_at < CAST(:until AS DATE)
GROUP BY
  CAST(reported_at AS DATE),
  policy_id,
  market,
  queue,
  reporter_type;

-- queries/marts/staged/dated_appeals.sql
WITH events AS (
  SELECT
    CAST(filed_at AS DATE) AS day,
    action_id,
    1 AS is_filed,
    0 AS is_decided,
    0 AS is_overturned
  FROM appeals
  WHERE
    filed_at >= CAST(:since AS DATE)
    AND filed_at < CAST(:until AS DATE)
  UNION ALL
  SELECT
    CAST(decided_at AS DATE) AS day,
    action_id,
    0 AS is_filed,
    1 AS is_decided,
    CASE WHEN outcome IN ('overturned', 'partially_overturned') THEN 1 ELSE 0 END AS is_overturned
  FROM appeals
  WHERE
    decided_at >= CAST(:since AS DATE)
    AND decided_at < CAST(:until AS DATE)
)
SELECT
  events.day,
  enforcement_actions.policy_id,
  enforcement_actions.market,
  enforcement_actions.content_type,
  enforcement_actions.detection_source,
  SUM(events.is_filed) AS filed,
  SUM(events.is_decided) AS decided,
  SUM(events.is_overturned) AS overturned
FROM events
INNER JOIN enforcement_actions
  ON events.action_id = enforcement_actions.action_id
GROUP BY
  events.day,
  enforcement_actions.policy_id,
  enforcement_actions.market,
  enforcement_actions.content_type,
  enforcement_actions.detection_source;

-- queries/marts/staged/done_actions.sql
WITH done AS (
  SELECT
    CAST(actioned_at AS DATE) AS day,
    action_id,
    content_id,
    policy_id,
    detection_source,
    action_type,
    market,
    content_type,
    automated_decision,
    CASE WHEN automated_detection THEN 'yes' ELSE 'no' END AS automated_detection,
    decision_ground,
    actioned_at
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE)
    AND actioned_at < CAST(:until AS DATE)
    AND NOT failed
), first_reports AS (
  SELECT
    content_id,
    MIN(reported_at) AS first_reported_at
  FROM reports
  WHERE
    content_id IN (
      SELECT
        content_id
      FROM done
    )
  GROUP BY
    content_id
), appealed AS (
  SELECT
    action_id,
    MAX(CASE WHEN outcome IN ('overturned', 'partially_overturned') THEN 1 ELSE 0 END) AS is_overturned
  FROM appeals
  WHERE
    action_id IN (
      SELECT
        action_id
      FROM done
    )
  GROUP BY
    action_id
)
SELECT
  done.day,
  done.policy_id,
  done.detection_source,
  done.action_type,
  done.market,
  done.content_type,
  done.automated_decision,
  done.automated_detection,
  done.decision_ground,
  COUNT(*) AS actions,
  SUM(
    CASE
      WHEN first_reports.first_reported_at IS NULL
      OR done.actioned_at < first_reports.first_reported_at
      THEN 1
      ELSE 0
    END
  ) AS proactive_actions,
  COUNT(appealed.action_id) AS appealed,
  COALESCE(SUM(appealed.is_overturned), 0) AS overturned
FROM done
LEFT JOIN first_reports
  ON done.content_id = first_reports.content_id
LEFT JOIN appealed
  ON done.action_id = appealed.action_id
GROUP BY
  done.day,
  done.policy_id,
  done.detection_source,
  done.action_type,
  done.market,
  done.content_type,
  done.automated_decision,
  done.automated_detection,
  done.decision_ground;

-- queries/marts/staged/ended_actions.sql
WITH done AS (
  SELECT
    action_id,
    actioned_at,
    rule_id,
    policy_id,
    market,
    content_type
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE)
    AND actioned_at < CAST(:until AS DATE)
    AND NOT rule_id IS NULL
    AND NOT failed
), appeal AS (
  SELECT
    action_id,
    MIN(CASE WHEN outcome IN ('overturned', 'partially_overturned') THEN decided_at END) AS overturned_at,
    MIN(decided_at) AS decided_at
  FROM appeals
  WHERE
    action_id IN (
      SELECT
        action_id
      FROM done
    )
  GROUP BY
    action_id
), ended AS (
  SELECT
    CAST(done.actioned_at AS DATE) AS day,
    done.rule_id,
    done.policy_id,
    done.market,
    done.content_type,
    CAST(appeal.decided_at AS DATE) AS decided_day,
    CAST(appeal.overturned_at AS DATE) AS overturned_day,
    CASE WHEN appeal.action_id IS NULL THEN 0 ELSE 1 END AS is_appealed,
    CASE
      WHEN appeal.overturned_at < done.actioned_at + INTERVAL '28' DAY
      THEN 1
      ELSE 0
    END AS is_overturned_soon
  FROM done
  LEFT JOIN appeal
    ON done.action_id = appeal.action_id
)
SELECT
  day,
  rule_id,
  policy_id,
  market,
  content_type,
  decided_day,
  overturned_day,
  COUNT(*) AS actions,
  SUM(is_appealed) AS appealed,
  SUM(is_overturned_soon) AS overturned_in_28_days
FROM ended
GROUP BY
  day,
  rule_id,
  policy_id,
  market,
  content_type,
  decided_day,
  overturned_day;

-- queries/marts/staged/first_actions.sql
WITH ranked AS (
  SELECT
    CAST(actioned_at AS DATE) AS action_day,
    actioned_at,
    content_id,
    policy_id,
    detection_source,
    market,
    content_type,
    CASE WHEN reversed_at IS NULL THEN 0 ELSE 1 END AS is_reversed,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS turn
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE)
    AND actioned_at < CAST(:until AS DATE)
    AND NOT failed
), acted_on_before AS (
  SELECT DISTINCT
    content_id
  FROM enforcement_actions
  WHERE
    actioned_at < CAST(:since AS DATE)
    AND NOT failed
    AND content_id IN (
      SELECT
        content_id
      FROM ranked
    )
)
SELECT
  ranked.action_day,
  ranked.actioned_at,
  ranked.content_id,
  ranked.policy_id,
  ranked.detection_source,
  ranked.market,
  ranked.content_type,
  ranked.is_reversed
FROM ranked
LEFT JOIN acted_on_before
  ON ranked.content_id = acted_on_before.content_id
WHERE
  ranked.turn = 1 AND acted_on_before.content_id IS NULL;

-- queries/marts/staged/first_hits.sql
WITH placed AS (
  SELECT
    rule_id,
    content_id,
    market,
    content_type,
    hit_at,
    LAG(hit_at) OVER (PARTITION BY rule_id, content_id ORDER BY hit_at NULLS LAST) AS hit_before_at
  FROM placed_hits
), hit AS (
  SELECT
    rule_id,
    content_id,
    market,
    content_type,
    hit_at
  FROM placed
  WHERE
    hit_before_at IS NULL OR hit_before_at < hit_at - INTERVAL '180' DAY
), hit_before AS (
  SELECT
    rule_id,
    content_id,
    MAX(hit_at) AS hit_at
  FROM rule_hits
  WHERE
    hit_at >= CAST(CAST(:since AS DATE) - INTERVAL '180' DAY AS DATE)
    AND hit_at < CAST(:since AS DATE)
    AND content_id IN (
      SELECT
        hit.content_id
      FROM hit
    )
  GROUP BY
    rule_id,
    content_id
)
SELECT
  hit.rule_id,
  hit.content_id,
  hit.market,
  hit.content_type,
  hit.hit_at
FROM hit
LEFT JOIN hit_before
  ON hit.rule_id = hit_before.rule_id AND hit.content_id = hit_before.content_id
WHERE
  hit_before.content_id IS NULL
  OR hit_before.hit_at < hit.hit_at - INTERVAL '180' DAY;

-- queries/marts/staged/found_places.sql
SELECT
  action_day,
  impression_day,
  market,
  surface,
  content_type,
  detection_source,
  policy_id,
  SUM(impressions) AS views,
  SUM(impressions * is_reversed) AS reversed_views
FROM found_views
GROUP BY
  action_day,
  impression_day,
  market,
  surface,
  content_type,
  detection_source,
  policy_id;

-- queries/marts/staged/found_views.sql
SELECT
  first_actions.action_day,
  first_actions.content_id,
  first_actions.policy_id,
  first_actions.detection_source,
  first_actions.content_type,
  first_actions.is_reversed,
  content_impressions.day AS impression_day,
  content_impressions.market,
  content_impressions.surface,
  content_impressions.impressions
FROM content_impressions
INNER JOIN first_actions
  ON content_impressions.content_id = first_actions.content_id
WHERE
  content_impressions.day >= CAST(CAST(:since AS DATE) - INTERVAL '180' DAY AS DATE)
  AND content_impressions.day < CAST(:until AS DATE)
  AND content_impressions.day <= first_actions.action_day
  AND content_impressions.day >= CAST(first_actions.action_day - INTERVAL '180' DAY AS DATE);

-- queries/marts/staged/judged_hits.sql
WITH actioned AS (
  SELECT DISTINCT
    first_hits.rule_id,
    first_hits.content_id,
    first_hits.hit_at
  FROM first_hits
  INNER JOIN enforcement_actions
    ON first_hits.content_id = enforcement_actions.content_id
  WHERE
    enforcement_actions.actioned_at >= CAST(CAST(:since AS DATE) - INTERVAL '90' DAY AS DATE)
    AND enforcement_actions.actioned_at < CAST(CAST(:until AS DATE) + INTERVAL '90' DAY AS DATE)
    AND enforcement_actions.actioned_at >= first_hits.hit_at - INTERVAL '90' DAY
    AND enforcement_actions.actioned_at < first_hits.hit_at + INTERVAL '90' DAY
), ranked AS (
  SELECT
    first_hits.rule_id,
    first_hits.content_id,
    first_hits.hit_at,
    review_decisions.purpose,
    review_decisions.is_violating,
    review_decisions.policy_id,
    review_decisions.handle_seconds,
    ROW_NUMBER() OVER (
      PARTITION BY first_hits.rule_id, first_hits.content_id, first_hits.hit_at, review_decisions.purpose
      ORDER BY review_decisions.decided_at NULLS LAST, review_decisions.decision_id NULLS LAST
    ) AS turn
  FROM first_hits
  INNER JOIN review_decisions
    ON first_hits.content_id = review_decisions.content_id
  WHERE
    review_decisions.decided_at >= CAST(CAST(:since AS DATE) - INTERVAL '90' DAY AS DATE)
    AND review_decisions.decided_at < CAST(CAST(:until AS DATE) + INTERVAL '90' DAY AS DATE)
    AND review_decisions.decided_at < first_hits.hit_at + INTERVAL '90' DAY
    AND (
      (
        review_decisions.purpose = 'production'
        AND review_decisions.decided_at >= first_hits.hit_at
      )
      OR (
        review_decisions.purpose = 'qa'
        AND review_decisions.decided_at >= first_hits.hit_at - INTERVAL '90' DAY
      )
    )
), judged AS (
  SELECT
    CAST(first_hits.hit_at AS DATE) AS day,
    first_hits.rule_id,
    first_hits.market,
    first_hits.content_type,
    CASE
      WHEN NOT actioned.content_id IS NULL
      THEN 'acted on'
      WHEN NOT decision.content_id IS NULL
      THEN 'passed'
      ELSE 'not reviewed'
    END AS fate,
    CASE WHEN second_review.content_id IS NULL THEN 0 ELSE 1 END AS is_reviewed_again,
    CASE
      WHEN second_review.is_violating AND second_review.policy_id = rules.policy_id
      THEN 1
      ELSE 0
    END AS is_confirmed_again,
    CASE WHEN decision.content_id IS NULL THEN 0 ELSE 1 END AS is_decided,
    CASE
      WHEN decision.is_violating AND decision.policy_id = rules.policy_id
      THEN 1
      ELSE 0
    END AS is_confirmed,
    decision.handle_seconds
  FROM first_hits
  INNER JOIN rules
    ON first_hits.rule_id = rules.rule_id
  LEFT JOIN actioned
    ON first_hits.rule_id = actioned.rule_id
    AND first_hits.content_id = actioned.content_id
    AND first_hits.hit_at = actioned.hit_at
  LEFT JOIN ranked AS second_review
    ON first_hits.rule_id = second_review.rule_id
    AND first_hits.content_id = second_review.content_id
    AND first_hits.hit_at = second_review.hit_at
    AND second_review.purpose = 'qa'
    AND second_review.turn = 1
  LEFT JOIN ranked AS decision
    ON first_hits.rule_id = decision.rule_id
    AND first_hits.content_id = decision.content_id
    AND first_hits.hit_at = decision.hit_at
    AND decision.purpose = 'production'
    AND decision.turn = 1
)
SELECT
  day,
  rule_id,
  market,
  content_type,
  fate,
  COUNT(*) AS contents,
  SUM(is_reviewed_again) AS second_reviews,
  SUM(is_confirmed_again) AS second_confirmed,
  SUM(is_decided) AS decisions,
  SUM(is_confirmed) AS decisions_confirmed,
  COUNT(handle_seconds) AS timed_decisions,
  COALESCE(SUM(CAST(handle_seconds AS DECIMAL(38, 10))), CAST(0 AS DECIMAL(38, 10))) AS handle_seconds
FROM judged
GROUP BY
  day,
  rule_id,
  market,
  content_type,
  fate;

-- queries/marts/staged/placed_hits.sql
SELECT
  rule_hits.hit_at,
  rule_hits.rule_id,
  rule_hits.content_id,
  contents.market,
  contents.content_type,
  rule_hits.is_shadow,
  rule_hits.action_id
FROM rule_hits
INNER JOIN contents
  ON rule_hits.content_id = contents.content_id
WHERE
  rule_hits.hit_at >= CAST(:since AS DATE)
  AND rule_hits.hit_at < CAST(:until AS DATE);

-- queries/marts/staged/reached.sql
WITH seen AS (
  SELECT
    content_id,
    SUM(impressions) AS views
  FROM found_views
  GROUP BY
    content_id
)
SELECT
  first_actions.action_day,
  first_actions.content_id,
  first_actions.policy_id,
  first_actions.detection_source,
  first_actions.market,
  first_actions.content_type,
  CAST(COALESCE(seen.views, 0) AS BIGINT) AS views
FROM first_actions
LEFT JOIN seen
  ON first_actions.content_id = seen.content_id;

-- queries/marts/staged/rounded_reach.sql
WITH sized AS (
  SELECT
    action_day,
    policy_id,
    detection_source,
    market,
    content_type,
    views,
    CASE
      WHEN views <= 100
      THEN 1
      ELSE CAST(POWER(10, LENGTH(CAST(views AS STRING)) - 2) AS BIGINT)
    END AS step
  FROM reached
), rounded AS (
  SELECT
    action_day,
    policy_id,
    detection_source,
    market,
    content_type,
    views,
    CAST(FLOOR(CAST((
      views + CAST(step AS DOUBLE) / 2.0
    ) AS DOUBLE) / NULLIF(step, 0)) AS BIGINT) * step AS rounded_views
  FROM sized
)
SELECT
  action_day,
  policy_id,
  detection_source,
  market,
  content_type,
  rounded_views AS reach,
  COUNT(*) AS contents,
  SUM(views) AS impressions
FROM rounded
GROUP BY
  action_day,
  policy_id,
  detection_source,
  market,
  content_type,
  rounded_views;

-- queries/marts/staged/summed_labels.sql
WITH drawn AS (
  SELECT
    day,
    stratum,
    market,
    surface,
    content_type,
    inclusion_probability,
    policy_id,
    is_violating,
    ROW_NUMBER() OVER (
      PARTITION BY day, sample_id
      ORDER BY labelled_at NULLS LAST, policy_id NULLS LAST, stratum NULLS LAST
    ) AS copy
  FROM prevalence_labels
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
), draws AS (
  SELECT
    day,
    stratum,
    market,
    surface,
    content_type,
    CASE WHEN is_violating THEN policy_id END AS found_policy,
    CASE WHEN is_violating IS NULL THEN 0 ELSE 1 END AS is_labelled,
    CASE WHEN is_violating THEN 1 ELSE 0 END AS is_positive,
    CASE
      WHEN NOT is_violating IS NULL
      AND inclusion_probability >= 0.000000000001
      AND inclusion_probability <= 1
      THEN CAST(1.0 AS DOUBLE) / NULLIF(inclusion_probability, 0)
    END AS draw_weight
  FROM drawn
  WHERE
    copy = 1
)
SELECT
  day,
  stratum,
  market,
  surface,
  content_type,
  found_policy AS policy_id,
  COUNT(*) AS sampled,
  SUM(is_labelled) AS labels,
  SUM(is_positive) AS positives,
  COALESCE(SUM(CAST(draw_weight AS DECIMAL(38, 10))), CAST(0 AS DECIMAL(38, 10))) AS weight,
  COALESCE(
    SUM(CAST(draw_weight * draw_weight AS DECIMAL(38, 10))),
    CAST(0 AS DECIMAL(38, 10))
  ) AS weight_squared,
  COALESCE(
    SUM(CASE WHEN is_positive = 1 THEN CAST(draw_weight AS DECIMAL(38, 10)) END),
    CAST(0 AS DECIMAL(38, 10))
  ) AS positive_weight,
  COALESCE(
    SUM(
      CASE
        WHEN is_positive = 1
        THEN CAST(draw_weight * draw_weight AS DECIMAL(38, 10))
      END
    ),
    CAST(0 AS DECIMAL(38, 10))
  ) AS positive_weight_squared,
  MAX(draw_weight) AS largest_weight
FROM draws
GROUP BY
  day,
  stratum,
  market,
  surface,
  content_type,
  found_policy;

-- queries/marts/staged/waited_appeals.sql
WITH items AS (
  SELECT
    CAST(appeals.filed_at AS DATE) AS day,
    service_levels.queue_or_severity,
    service_levels.measure,
    COALESCE(enforcement_actions.market, 'ZZ') AS market,
    enforcement_actions.policy_id,
    service_levels.target_minutes,
    service_levels.target_share,
    appeals.filed_at AS opened_at,
    appeals.decided_at AS done_at
  FROM appeals
  INNER JOIN service_levels
    ON service_levels.applies_to = 'appeals'
  LEFT JOIN enforcement_actions
    ON appeals.action_id = enforcement_actions.action_id
  WHERE
    appeals.filed_at >= CAST(:since AS DATE)
    AND appeals.filed_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('decision', 'resolution')
), ended AS (
  SELECT
    items.*,
    COALESCE(done_at, CAST(:cut_off AS TIMESTAMP_NTZ)) AS ended_at
  FROM items
), waited AS (
  SELECT
    ended.*,
    86400 * DATEDIFF(DAY, CAST(opened_at AS DATE), CAST(ended_at AS DATE)) + 3600 * (
      EXTRACT(HOUR FROM ended_at) - EXTRACT(HOUR FROM opened_at)
    ) + 60 * (
      EXTRACT(MINUTE FROM ended_at) - EXTRACT(MINUTE FROM opened_at)
    ) + CAST(FLOOR(EXTRACT(SECOND FROM ended_at)) AS BIGINT) - CAST(FLOOR(EXTRACT(SECOND FROM opened_at)) AS BIGINT) AS waited_s
  FROM ended
), shares AS (
  SELECT
    waited.*,
    CASE
      WHEN waited_s > 60 * target_minutes
      THEN 20
      WHEN waited_s = 60 * target_minutes
      THEN 19
      WHEN waited_s < 0
      THEN 0
      ELSE CAST(FLOOR(CAST(20.0 * waited_s AS DOUBLE) / NULLIF(60 * target_minutes, 0)) AS BIGINT)
    END AS passed
  FROM waited
)
SELECT
  day,
  'appeals' AS applies_to,
  queue_or_severity,
  measure,
  market,
  policy_id,
  target_minutes,
  target_share,
  passed AS twentieth,
  NOT done_at IS NULL AS is_done,
  COUNT(*) AS items
FROM shares
GROUP BY
  day,
  queue_or_severity,
  measure,
  market,
  policy_id,
  target_minutes,
  target_share,
  passed,
  NOT done_at IS NULL;

-- queries/marts/staged/waited_escalations.sql
WITH items AS (
  SELECT
    CAST(escalations.opened_at AS DATE) AS day,
    service_levels.queue_or_severity,
    service_levels.measure,
    escalations.market,
    escalations.policy_id,
    service_levels.target_minutes,
    service_levels.target_share,
    escalations.opened_at,
    CASE
      WHEN service_levels.measure = 'first_response'
      THEN escalations.acknowledged_at
      ELSE escalations.resolved_at
    END AS done_at
  FROM escalations
  INNER JOIN service_levels
    ON escalations.severity = service_levels.queue_or_severity
    AND service_levels.applies_to = 'escalations'
  WHERE
    escalations.opened_at >= CAST(:since AS DATE)
    AND escalations.opened_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('first_response', 'resolution')
), ended AS (
  SELECT
    items.*,
    COALESCE(done_at, CAST(:cut_off AS TIMESTAMP_NTZ)) AS ended_at
  FROM items
), waited AS (
  SELECT
    ended.*,
    86400 * DATEDIFF(DAY, CAST(opened_at AS DATE), CAST(ended_at AS DATE)) + 3600 * (
      EXTRACT(HOUR FROM ended_at) - EXTRACT(HOUR FROM opened_at)
    ) + 60 * (
      EXTRACT(MINUTE FROM ended_at) - EXTRACT(MINUTE FROM opened_at)
    ) + CAST(FLOOR(EXTRACT(SECOND FROM ended_at)) AS BIGINT) - CAST(FLOOR(EXTRACT(SECOND FROM opened_at)) AS BIGINT) AS waited_s
  FROM ended
), shares AS (
  SELECT
    waited.*,
    CASE
      WHEN waited_s > 60 * target_minutes
      THEN 20
      WHEN waited_s = 60 * target_minutes
      THEN 19
      WHEN waited_s < 0
      THEN 0
      ELSE CAST(FLOOR(CAST(20.0 * waited_s AS DOUBLE) / NULLIF(60 * target_minutes, 0)) AS BIGINT)
    END AS passed
  FROM waited
)
SELECT
  day,
  'escalations' AS applies_to,
  queue_or_severity,
  measure,
  market,
  policy_id,
  target_minutes,
  target_share,
  passed AS twentieth,
  NOT done_at IS NULL AS is_done,
  COUNT(*) AS items
FROM shares
GROUP BY
  day,
  queue_or_severity,
  measure,
  market,
  policy_id,
  target_minutes,
  target_share,
  passed,
  NOT done_at IS NULL;

-- queries/marts/staged/waited_reports.sql
WITH items AS (
  SELECT
    CAST(reports.reported_at AS DATE) AS day,
    service_levels.queue_or_severity,
    service_levels.measure,
    reports.market,
    reports.policy_id,
    service_levels.target_minutes,
    service_levels.target_share,
    reports.reported_at AS opened_at,
    CASE
      WHEN service_levels.measure = 'first_response'
      THEN reports.first_reviewed_at
      ELSE reports.decided_at
    END AS done_at
  FROM reports
  INNER JOIN service_levels
    ON reports.queue = service_levels.queue_or_severity
    AND service_levels.applies_to = 'reports'
  WHERE
    reports.reported_at >= CAST(:since AS DATE)
    AND reports.reported_at < CAST(:until AS DATE)
    AND service_levels.measure IN ('first_response', 'decision')
), ended AS (
  SELECT
    items.*,
    COALESCE(done_at, CAST(:cut_off AS TIMESTAMP_NTZ)) AS ended_at
  FROM items
), waited AS (
  SELECT
    ended.*,
    86400 * DATEDIFF(DAY, CAST(opened_at AS DATE), CAST(ended_at AS DATE)) + 3600 * (
      EXTRACT(HOUR FROM ended_at) - EXTRACT(HOUR FROM opened_at)
    ) + 60 * (
      EXTRACT(MINUTE FROM ended_at) - EXTRACT(MINUTE FROM opened_at)
    ) + CAST(FLOOR(EXTRACT(SECOND FROM ended_at)) AS BIGINT) - CAST(FLOOR(EXTRACT(SECOND FROM opened_at)) AS BIGINT) AS waited_s
  FROM ended
), shares AS (
  SELECT
    waited.*,
    CASE
      WHEN waited_s > 60 * target_minutes
      THEN 20
      WHEN waited_s = 60 * target_minutes
      THEN 19
      WHEN waited_s < 0
      THEN 0
      ELSE CAST(FLOOR(CAST(20.0 * waited_s AS DOUBLE) / NULLIF(60 * target_minutes, 0)) AS BIGINT)
    END AS passed
  FROM waited
)
SELECT
  day,
  'reports' AS applies_to,
  queue_or_severity,
  measure,
  market,
  policy_id,
  target_minutes,
  target_share,
  passed AS twentieth,
  NOT done_at IS NULL AS is_done,
  COUNT(*) AS items
FROM shares
GROUP BY
  day,
  queue_or_severity,
  measure,
  market,
  policy_id,
  target_minutes,
  target_share,
  passed,
  NOT done_at IS NULL;

-- queries/marts/tables/action_hours.sql
CREATE TABLE IF NOT EXISTS action_hours (
  day DATE NOT NULL,
  policy_id STRING,
  detection_source STRING NOT NULL,
  market STRING NOT NULL,
  content_type STRING NOT NULL,
  hours BIGINT NOT NULL,
  actions BIGINT NOT NULL
);

-- queries/marts/tables/action_hours_all.sql
CREATE TABLE IF NOT EXISTS action_hours_all (
  day DATE NOT NULL,
  hours BIGINT NOT NULL,
  actions BIGINT NOT NULL
);

-- queries/marts/tables/action_hours_by_dimension.sql
CREATE TABLE IF NOT EXISTS action_hours_by_dimension (
  day DATE NOT NULL,
  hours BIGINT NOT NULL,
  dimension STRING NOT NULL,
  value STRING,
  actions BIGINT NOT NULL
);

-- queries/marts/tables/actions_by_dimension.sql
CREATE TABLE IF NOT EXISTS actions_by_dimension (
  day DATE NOT NULL,
  dimension STRING NOT NULL,
  value STRING,
  actions BIGINT NOT NULL,
  proactive_actions BIGINT NOT NULL,
  appealed BIGINT NOT NULL,
  overturned BIGINT NOT NULL
);

-- queries/marts/tables/actions_daily.sql
CREATE TABLE IF NOT EXISTS actions_daily (
  day DATE NOT NULL,
  policy_id STRING,
  detection_source STRING NOT NULL,
  action_type STRING NOT NULL,
  market STRING NOT NULL,
  content_type STRING NOT NULL,
  automated_decision STRING NOT NULL,
  automated_detection STRING NOT NULL,
  decision_ground STRING,
  actions BIGINT NOT NULL,
  proactive_actions BIGINT NOT NULL,
  appealed BIGINT NOT NULL,
  overturned BIGINT NOT NULL
);

-- queries/marts/tables/appeals_by_dimension.sql
CREATE TABLE IF NOT EXISTS appeals_by_dimension (
  day DATE NOT NULL,
  dimension STRING NOT NULL,
  value STRING,
  filed BIGINT NOT NULL,
  decided BIGINT NOT NULL,
  overturned BIGINT NOT NULL
);

-- queries/marts/tables/appeals_daily.sql
CREATE TABLE IF NOT EXISTS appeals_daily (
  day DATE NOT NULL,
  policy_id STRING,
  market STRING NOT NULL,
  content_type STRING NOT NULL,
  detection_source STRING NOT NULL,
  filed BIGINT NOT NULL,
  decided BIGINT NOT NULL,
  overturned BIGINT NOT NULL
);

-- queries/marts/tables/builds.sql
CREATE TABLE IF NOT EXISTS builds (
  mart STRING NOT NULL,
  day DATE NOT NULL,
  built_at TIMESTAMP_NTZ NOT NULL,
  data_until TIMESTAMP_NTZ NOT NULL,
  rows BIGINT NOT NULL
);

-- queries/marts/tables/found_daily.sql
CREATE TABLE IF NOT EXISTS found_daily (
  action_day DATE NOT NULL,
  dimension STRING NOT NULL,
  value STRING,
  impressions BIGINT NOT NULL,
  reversed_impressions BIGINT NOT NULL
);

-- queries/marts/tables/found_impressions.sql
CREATE TABLE IF NOT EXISTS found_impressions (
  action_day DATE NOT NULL,
  impression_day DATE NOT NULL,
  dimension STRING NOT NULL,
  value STRING NOT NULL,
  policy_id STRING,
  impressions BIGINT NOT NULL,
  reversed_impressions BIGINT NOT NULL
);

-- queries/marts/tables/found_impressions_all_policies.sql
CREATE TABLE IF NOT EXISTS found_impressions_all_policies (
  action_day DATE NOT NULL,
  impression_day DATE NOT NULL,
  dimension STRING NOT NULL,
  value STRING NOT NULL,
  impressions BIGINT NOT NULL,
  reversed_impressions BIGINT NOT NULL
);

-- queries/marts/tables/impressions_daily.sql
CREATE TABLE IF NOT EXISTS impressions_daily (
  day DATE NOT NULL,
  dimension STRING NOT NULL,
  value STRING NOT NULL,
  impressions BIGINT NOT NULL
);

-- queries/marts/tables/label_delays.sql
CREATE TABLE IF NOT EXISTS label_delays (
  day DATE NOT NULL,
  stratum STRING NOT NULL,
  delay_days BIGINT,
  labels BIGINT NOT NULL
);

-- queries/marts/tables/label_flaws.sql
CREATE TABLE IF NOT EXISTS label_flaws (
  day DATE NOT NULL,
  flaw STRING NOT NULL,
  labels BIGINT NOT NULL
);

-- queries/marts/tables/label_positives.sql
CREATE TABLE IF NOT EXISTS label_positives (
  day DATE NOT NULL,
  stratum STRING NOT NULL,
  market STRING NOT NULL,
  surface STRING NOT NULL,
  content_type STRING NOT NULL,
  policy_id STRING,
  positives BIGINT NOT NULL,
  positive_weight DOUBLE NOT NULL,
  positive_weight_squared DOUBLE NOT NULL
);

-- queries/marts/tables/label_reasons.sql
CREATE TABLE IF NOT EXISTS label_reasons (
  day DATE NOT NULL,
  stratum STRING NOT NULL,
  market STRING NOT NULL,
  surface STRING NOT NULL,
  content_type STRING NOT NULL,
  policy_id STRING,
  why STRING NOT NULL,
  is_found STRING NOT NULL,
  positives BIGINT NOT NULL,
  positive_weight DOUBLE NOT NULL,
  positive_weight_squared DOUBLE NOT NULL,
  largest_weight DOUBLE NOT NULL
);

-- queries/marts/tables/label_sums.sql
CREATE TABLE IF NOT EXISTS label_sums (
  day DATE NOT NULL,
  stratum STRING NOT NULL,
  market STRING NOT NULL,
  surface STRING NOT NULL,
  content_type STRING NOT NULL,
  policy_id STRING,
  sampled BIGINT NOT NULL,
  labels BIGINT NOT NULL,
  positives BIGINT NOT NULL,
  weight DOUBLE NOT NULL,
  weight_squared DOUBLE NOT NULL,
  positive_weight DOUBLE NOT NULL,
  positive_weight_squared DOUBLE NOT NULL,
  largest_weight DOUBLE
);

-- queries/marts/tables/label_sums_by_dimension.sql
CREATE TABLE IF NOT EXISTS label_sums_by_dimension (
  day DATE NOT NULL,
  stratum STRING NOT NULL,
  dimension STRING NOT NULL,
  value STRING,
  sampled BIGINT NOT NULL,
  labels BIGINT NOT NULL,
  positives BIGINT NOT NULL,
  weight DOUBLE NOT NULL,
  weight_squared DOUBLE NOT NULL,
  positive_weight DOUBLE NOT NULL,
  positive_weight_squared DOUBLE NOT NULL,
  largest_weight DOUBLE
);

-- queries/marts/tables/let_go_impressions.sql
CREATE TABLE IF NOT EXISTS let_go_impressions (
  day DATE NOT NULL,
  dimension STRING NOT NULL,
  value STRING NOT NULL,
  policy_id STRING,
  stratum BIGINT NOT NULL,
  impressions BIGINT NOT NULL
);

-- queries/marts/tables/noted_hits.sql
CREATE TABLE IF NOT EXISTS noted_hits (
  day DATE NOT NULL,
  rule_id STRING NOT NULL,
  content_id STRING NOT NULL,
  market STRING NOT NULL,
  content_type STRING NOT NULL,
  is_shadow BOOLEAN NOT NULL,
  first_hit_at TIMESTAMP_NTZ NOT NULL
);

-- queries/marts/tables/noted_labels.sql
CREATE TABLE IF NOT EXISTS noted_labels (
  day DATE NOT NULL,
  content_id STRING NOT NULL,
  policy_id STRING,
  is_violating BOOLEAN NOT NULL,
  draws BIGINT NOT NULL,
  weight DOUBLE NOT NULL
);

-- queries/marts/tables/noted_views.sql
CREATE TABLE IF NOT EXISTS noted_views (
  day DATE NOT NULL,
  content_id STRING NOT NULL,
  impressions BIGINT NOT NULL
);

-- queries/marts/tables/reach.sql
CREATE TABLE IF NOT EXISTS reach (
  action_day DATE NOT NULL,
  policy_id STRING,
  detection_source STRING NOT NULL,
  market STRING NOT NULL,
  content_type STRING NOT NULL,
  reach BIGINT NOT NULL,
  contents BIGINT NOT NULL,
  impressions BIGINT NOT NULL
);

-- queries/marts/tables/reach_all.sql
CREATE TABLE IF NOT EXISTS reach_all (
  action_day DATE NOT NULL,
  reach BIGINT NOT NULL,
  contents BIGINT NOT NULL,
  impressions BIGINT NOT NULL
);

-- queries/marts/tables/reach_by_market.sql
CREATE TABLE IF NOT EXISTS reach_by_market (
  action_day DATE NOT NULL,
  market STRING NOT NULL,
  reach BIGINT NOT NULL,
  contents BIGINT NOT NULL,
  impressions BIGINT NOT NULL
);

-- queries/marts/tables/reach_by_source.sql
CREATE TABLE IF NOT EXISTS reach_by_source (
  action_day DATE NOT NULL,
  detection_source STRING NOT NULL,
  reach BIGINT NOT NULL,
  contents BIGINT NOT NULL,
  impressions BIGINT NOT NULL
);

-- queries/marts/tables/reach_top.sql
CREATE TABLE IF NOT EXISTS reach_top (
  action_day DATE NOT NULL,
  place BIGINT NOT NULL,
  content_id STRING NOT NULL,
  policy_id STRING,
  detection_source STRING NOT NULL,
  market STRING NOT NULL,
  content_type STRING NOT NULL,
  reach BIGINT NOT NULL
);

-- queries/marts/tables/reports_by_dimension.sql
CREATE TABLE IF NOT EXISTS reports_by_dimension (
  day DATE NOT NULL,
  dimension STRING NOT NULL,
  value STRING,
  reports BIGINT NOT NULL,
  actioned BIGINT NOT NULL
);

-- queries/marts/tables/reports_daily.sql
CREATE TABLE IF NOT EXISTS reports_daily (
  day DATE NOT NULL,
  policy_id STRING,
  market STRING NOT NULL,
  queue STRING NOT NULL,
  reporter_type STRING NOT NULL,
  reports BIGINT NOT NULL,
  actioned BIGINT NOT NULL
);

-- queries/marts/tables/reviewed_impressions.sql
CREATE TABLE IF NOT EXISTS reviewed_impressions (
  action_day DATE NOT NULL,
  impression_day DATE NOT NULL,
  content_id STRING NOT NULL,
  policy_id STRING,
  detection_source STRING NOT NULL,
  content_type STRING NOT NULL,
  market STRING NOT NULL,
  surface STRING NOT NULL,
  stratum BIGINT NOT NULL,
  is_violating BIGINT NOT NULL,
  impressions BIGINT NOT NULL
);

-- queries/marts/tables/rule_actions_daily.sql
CREATE TABLE IF NOT EXISTS rule_actions_daily (
  day DATE NOT NULL,
  rule_id STRING NOT NULL,
  policy_id STRING,
  market STRING NOT NULL,
  content_type STRING NOT NULL,
  actions BIGINT NOT NULL,
  appealed BIGINT NOT NULL,
  decided BIGINT NOT NULL,
  overturned BIGINT NOT NULL,
  overturned_in_28_days BIGINT NOT NULL
);

-- queries/marts/tables/rule_actions_totals.sql
CREATE TABLE IF NOT EXISTS rule_actions_totals (
  day DATE NOT NULL,
  rule_id STRING NOT NULL,
  actions BIGINT NOT NULL,
  appealed BIGINT NOT NULL,
  decided BIGINT NOT NULL,
  overturned BIGINT NOT NULL,
  overturned_in_28_days BIGINT NOT NULL
);

-- queries/marts/tables/rule_days.sql
CREATE TABLE IF NOT EXISTS rule_days (
  day DATE NOT NULL,
  rule_id STRING NOT NULL,
  evaluations BIGINT NOT NULL,
  hits BIGINT NOT NULL,
  actions BIGINT NOT NULL
);

-- queries/marts/tables/rule_endings.sql
CREATE TABLE IF NOT EXISTS rule_endings (
  day DATE NOT NULL,
  rule_id STRING NOT NULL,
  decided_day DATE,
  overturned_day DATE,
  actions BIGINT NOT NULL
);

-- queries/marts/tables/rule_hits_daily.sql
CREATE TABLE IF NOT EXISTS rule_hits_daily (
  day DATE NOT NULL,
  rule_id STRING NOT NULL,
  market STRING NOT NULL,
  content_type STRING NOT NULL,
  hits BIGINT NOT NULL,
  shadow_hits BIGINT NOT NULL,
  actions BIGINT NOT NULL
);

-- queries/marts/tables/rule_hits_totals.sql
CREATE TABLE IF NOT EXISTS rule_hits_totals (
  day DATE NOT NULL,
  rule_id STRING NOT NULL,
  hits BIGINT NOT NULL,
  shadow_hits BIGINT NOT NULL,
  actions BIGINT NOT NULL
);

-- queries/marts/tables/rule_reviews_daily.sql
CREATE TABLE IF NOT EXISTS rule_reviews_daily (
  day DATE NOT NULL,
  rule_id STRING NOT NULL,
  market STRING NOT NULL,
  content_type STRING NOT NULL,
  fate STRING NOT NULL,
  contents BIGINT NOT NULL,
  second_reviews BIGINT NOT NULL,
  second_confirmed BIGINT NOT NULL,
  decisions BIGINT NOT NULL,
  decisions_confirmed BIGINT NOT NULL,
  timed_decisions BIGINT NOT NULL,
  handle_seconds DOUBLE NOT NULL
);

-- queries/marts/tables/rule_reviews_totals.sql
CREATE TABLE IF NOT EXISTS rule_reviews_totals (
  day DATE NOT NULL,
  rule_id STRING NOT NULL,
  fate STRING NOT NULL,
  contents BIGINT NOT NULL,
  second_reviews BIGINT NOT NULL,
  second_confirmed BIGINT NOT NULL,
  decisions BIGINT NOT NULL,
  decisions_confirmed BIGINT NOT NULL,
  timed_decisions BIGINT NOT NULL,
  handle_seconds DOUBLE NOT NULL
);

-- queries/marts/tables/rule_segments.sql
CREATE TABLE IF NOT EXISTS rule_segments (
  day DATE NOT NULL,
  rule_id STRING NOT NULL,
  market STRING NOT NULL,
  hits BIGINT NOT NULL
);

-- queries/marts/tables/scored_contents.sql
CREATE TABLE IF NOT EXISTS scored_contents (
  day DATE NOT NULL,
  policy_id STRING NOT NULL,
  dimension STRING NOT NULL,
  value STRING,
  band DOUBLE NOT NULL,
  contents BIGINT NOT NULL,
  acted_on BIGINT NOT NULL
);

-- queries/marts/tables/scored_decisions.sql
CREATE TABLE IF NOT EXISTS scored_decisions (
  day DATE NOT NULL,
  policy_id STRING NOT NULL,
  dimension STRING NOT NULL,
  value STRING,
  band DOUBLE NOT NULL,
  decisions BIGINT NOT NULL,
  violating BIGINT NOT NULL
);

-- queries/marts/tables/second_reviews.sql
CREATE TABLE IF NOT EXISTS second_reviews (
  day DATE NOT NULL,
  dimension STRING NOT NULL,
  value STRING,
  policy_id STRING,
  compared BIGINT NOT NULL,
  disagreed BIGINT NOT NULL
);

-- queries/marts/tables/service_times.sql
CREATE TABLE IF NOT EXISTS service_times (
  day DATE NOT NULL,
  applies_to STRING NOT NULL,
  queue_or_severity STRING NOT NULL,
  measure STRING NOT NULL,
  market STRING NOT NULL,
  policy_id STRING,
  target_minutes DOUBLE NOT NULL,
  target_share DOUBLE NOT NULL,
  twentieth BIGINT NOT NULL,
  is_done BOOLEAN NOT NULL,
  items BIGINT NOT NULL
);

-- queries/marts/tables/service_times_all.sql
CREATE TABLE IF NOT EXISTS service_times_all (
  day DATE NOT NULL,
  applies_to STRING NOT NULL,
  queue_or_severity STRING NOT NULL,
  measure STRING NOT NULL,
  twentieth BIGINT NOT NULL,
  is_done BOOLEAN NOT NULL,
  items BIGINT NOT NULL
);

-- queries/marts/tables/service_times_by_dimension.sql
CREATE TABLE IF NOT EXISTS service_times_by_dimension (
  day DATE NOT NULL,
  applies_to STRING NOT NULL,
  twentieth BIGINT NOT NULL,
  is_done BOOLEAN NOT NULL,
  dimension STRING NOT NULL,
  value STRING,
  items BIGINT NOT NULL
);

-- queries/metrics/action_hours.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  hours,
  SUM(actions) AS actions
FROM marts.action_hours
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ),
  hours
ORDER BY
  period_start NULLS LAST,
  hours NULLS LAST;

-- queries/metrics/action_hours_detail.sql
WITH aged AS (
  SELECT
    actioned_at,
    policy_id,
    action_type,
    detection_source,
    automated_detection,
    automated_decision,
    decision_ground,
    market,
    content_type,
    CASE
      WHEN actioned_at < content_created_at
      THEN -1
      ELSE 24 * DATEDIFF(DAY, CAST(content_created_at AS DATE), CAST(actioned_at AS DATE)) + EXTRACT(HOUR FROM actioned_at) - EXTRACT(HOUR FROM content_created_at) - CASE
        WHEN 60 * EXTRACT(MINUTE FROM actioned_at) + CAST(FLOOR(EXTRACT(SECOND FROM actioned_at)) AS BIGINT) < 60 * EXTRACT(MINUTE FROM content_created_at) + CAST(FLOOR(EXTRACT(SECOND FROM content_created_at)) AS BIGINT)
        THEN 1
        ELSE 0
      END
    END AS age
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE)
    AND actioned_at < CAST(:until AS DATE)
    AND NOT failed
    AND NOT content_created_at IS NULL
), sized AS (
  SELECT
    aged.*,
    CASE
      WHEN age < 100
      THEN 1
      WHEN age < 1000
      THEN 10
      WHEN age < 10000
      THEN 100
      ELSE 1000
    END AS width
  FROM aged
), binned AS (
  SELECT
    sized.*,
    CAST(FLOOR(CAST(age AS DOUBLE) / NULLIF(width, 0)) AS BIGINT) * width AS hours
  FROM sized
)
SELECT
  CAST(DATE_TRUNC('DAY', actioned_at) AS TIMESTAMP_NTZ) AS period_start,
  hours,
  COUNT(*) AS actions
FROM binned
WHERE
  NOT hours IS NULL
GROUP BY
  CAST(DATE_TRUNC('DAY', actioned_at) AS TIMESTAMP_NTZ),
  hours
ORDER BY
  period_start NULLS LAST,
  hours NULLS LAST;

-- queries/metrics/action_outcomes.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed_actions
FROM marts.actions_daily
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ)
ORDER BY
  period_start NULLS LAST;

-- queries/metrics/action_outcomes_extent.sql
SELECT
  MIN(day) AS first_day,
  MAX(day) AS last_day,
  SUM(actions) AS actions
FROM marts.actions_daily;

-- queries/metrics/actions.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  SUM(actions) AS actions
FROM marts.actions_daily
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ)
ORDER BY
  period_start NULLS LAST;

-- queries/metrics/actions_detail.sql
SELECT
  CAST(DATE_TRUNC('DAY', actioned_at) AS TIMESTAMP_NTZ) AS period_start,
  COUNT(*) AS actions
FROM enforcement_actions
WHERE
  actioned_at >= CAST(:since AS DATE)
  AND actioned_at < CAST(:until AS DATE)
  AND NOT failed
GROUP BY
  CAST(DATE_TRUNC('DAY', actioned_at) AS TIMESTAMP_NTZ)
ORDER BY
  period_start NULLS LAST;

-- queries/metrics/actions_extent.sql
SELECT
  MIN(day) AS first_day,
  MAX(day) AS last_day,
  SUM(actions) AS actions
FROM marts.actions_daily;

-- queries/metrics/actions_extent_detail.sql
SELECT
  CAST(MIN(actioned_at) AS DATE) AS first_day,
  CAST(MAX(actioned_at) AS DATE) AS last_day,
  COUNT(*) AS actions
FROM enforcement_actions
WHERE
  NOT failed;

-- queries/metrics/actions_values.sql
WITH choices AS (
  SELECT
    'policy' AS dimension,
    policy_id AS choice,
    SUM(actions) AS actions
  FROM marts.actions_daily
  GROUP BY
    policy_id
  UNION ALL
  SELECT
    'action_type' AS dimension,
    action_type AS choice,
    SUM(actions) AS actions
  FROM marts.actions_daily
  GROUP BY
    action_type
  UNION ALL
  SELECT
    'detection_source' AS dimension,
    detection_source AS choice,
    SUM(actions) AS actions
  FROM marts.actions_daily
  GROUP BY
    detection_source
  UNION ALL
  SELECT
    'automated_detection' AS dimension,
    automated_detection AS choice,
    SUM(actions) AS actions
  FROM marts.actions_daily
  GROUP BY
    automated_detection
  UNION ALL
  SELECT
    'automated_decision' AS dimension,
    automated_decision AS choice,
    SUM(actions) AS actions
  FROM marts.actions_daily
  GROUP BY
    automated_decision
  UNION ALL
  SELECT
    'decision_ground' AS dimension,
    decision_ground AS choice,
    SUM(actions) AS actions
  FROM marts.actions_daily
  GROUP BY
    decision_ground
  UNION ALL
  SELECT
    'market' AS dimension,
    market AS choice,
    SUM(actions) AS actions
  FROM marts.actions_daily
  GROUP BY
    market
  UNION ALL
  SELECT
    'content_type' AS dimension,
    content_type AS choice,
    SUM(actions) AS actions
  FROM marts.actions_daily
  GROUP BY
    content_type
)
SELECT
  dimension,
  choice,
  actions
FROM choices
WHERE
  NOT choice IS NULL
ORDER BY
  dimension NULLS LAST,
  actions DESC,
  choice NULLS LAST;

-- queries/metrics/actions_values_detail.sql
WITH choices AS (
  SELECT
    'policy' AS dimension,
    policy_id AS choice,
    COUNT(*) AS actions
  FROM enforcement_actions
  WHERE
    NOT failed
  GROUP BY
    policy_id
  UNION ALL
  SELECT
    'action_type' AS dimension,
    action_type AS choice,
    COUNT(*) AS actions
  FROM enforcement_actions
  WHERE
    NOT failed
  GROUP BY
    action_type
  UNION ALL
  SELECT
    'detection_source' AS dimension,
    detection_source AS choice,
    COUNT(*) AS actions
  FROM enforcement_actions
  WHERE
    NOT failed
  GROUP BY
    detection_source
  UNION ALL
  SELECT
    'automated_detection' AS dimension,
    CASE WHEN automated_detection THEN 'yes' ELSE 'no' END AS choice,
    COUNT(*) AS actions
  FROM enforcement_actions
  WHERE
    NOT failed
  GROUP BY
    CASE WHEN automated_detection THEN 'yes' ELSE 'no' END
  UNION ALL
  SELECT
    'automated_decision' AS dimension,
    automated_decision AS choice,
    COUNT(*) AS actions
  FROM enforcement_actions
  WHERE
    NOT failed
  GROUP BY
    automated_decision
  UNION ALL
  SELECT
    'decision_ground' AS dimension,
    decision_ground AS choice,
    COUNT(*) AS actions
  FROM enforcement_actions
  WHERE
    NOT failed
  GROUP BY
    decision_ground
  UNION ALL
  SELECT
    'market' AS dimension,
    market AS choice,
    COUNT(*) AS actions
  FROM enforcement_actions
  WHERE
    NOT failed
  GROUP BY
    market
  UNION ALL
  SELECT
    'content_type' AS dimension,
    content_type AS choice,
    COUNT(*) AS actions
  FROM enforcement_actions
  WHERE
    NOT failed
  GROUP BY
    content_type
)
SELECT
  dimension,
  choice,
  actions
FROM choices
WHERE
  NOT choice IS NULL
ORDER BY
  dimension NULLS LAST,
  actions DESC,
  choice NULLS LAST;

-- queries/metrics/appeal_decisions.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  SUM(decided) AS decided_appeals,
  SUM(overturned) AS overturned_appeals
FROM marts.appeals_daily
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ)
ORDER BY
  period_start NULLS LAST;

-- queries/metrics/appeals_pending.sql
SELECT
  COALESCE(SUM(filed), 0) - COALESCE(SUM(decided), 0) AS pending
FROM marts.appeals_daily
WHERE
  day < CAST(:until AS DATE);

-- queries/metrics/consistency_actions.sql
SELECT
  band,
  SUM(contents) AS items,
  SUM(acted_on) AS found
FROM marts.scored_contents
WHERE
  dimension = :dimension
  AND policy_id = :policy
  AND day >= CAST(:since AS DATE)
  AND day < CAST(:until AS DATE)
GROUP BY
  band
ORDER BY
  band NULLS LAST;

-- queries/metrics/consistency_decisions.sql
SELECT
  band,
  SUM(decisions) AS items,
  SUM(violating) AS found
FROM marts.scored_decisions
WHERE
  dimension = :dimension
  AND policy_id = :policy
  AND day >= CAST(:since AS DATE)
  AND day < CAST(:until AS DATE)
GROUP BY
  band
ORDER BY
  band NULLS LAST;

-- queries/metrics/dsa_delays.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  SUM(statements) AS statements,
  SUM(statements * mean_seconds) AS total_seconds,
  SUM(CASE WHEN max_seconds = 0 THEN statements ELSE 0 END) AS zero_statements
FROM dsa_delays_daily
WHERE
  delay = :delay
  AND day >= CAST(:since AS DATE)
  AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ)
ORDER BY
  period_start NULLS LAST;

-- queries/metrics/dsa_extent.sql
SELECT
  MIN(day) AS first_day,
  MAX(day) AS last_day,
  COUNT(DISTINCT platform) AS platforms,
  SUM(statements) AS statements
FROM dsa_statements_daily
WHERE
  dimension = 'all';

-- queries/metrics/dsa_statements.sql
SELECT
  CAST(DATE_TRUNC('DAY', filed.day) AS TIMESTAMP_NTZ) AS period_start,
  SUM(filed.statements) AS statements
FROM dsa_statements_daily AS filed
LEFT JOIN dsa_series AS series
  ON series.dimension = filed.dimension AND series.value = filed.value
WHERE
  filed.dimension = :dimension
  AND filed.day >= CAST(:since AS DATE)
  AND filed.day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', filed.day) AS TIMESTAMP_NTZ)
ORDER BY
  period_start NULLS LAST;

-- queries/metrics/dsa_values.sql
SELECT
  'platform' AS dimension,
  platform AS choice,
  SUM(statements) AS statements
FROM dsa_statements_daily
WHERE
  dimension = 'all'
GROUP BY
  platform
UNION ALL
SELECT
  filed.dimension AS dimension,
  COALESCE(series.series, filed.value) AS choice,
  SUM(filed.statements) AS statements
FROM dsa_statements_daily AS filed
LEFT JOIN dsa_series AS series
  ON series.dimension = filed.dimension AND series.value = filed.value
WHERE
  filed.dimension <> 'all'
GROUP BY
  filed.dimension,
  COALESCE(series.series, filed.value)
ORDER BY
  dimension NULLS LAST,
  statements DESC,
  choice NULLS LAST;

-- queries/metrics/exposure_extent.sql
SELECT
  (
    SELECT
      MIN(day)
    FROM marts.impressions_daily
    WHERE
      dimension = 'all'
  ) AS first_view,
  (
    SELECT
      MAX(day)
    FROM marts.impressions_daily
    WHERE
      dimension = 'all'
  ) AS last_view,
  (
    SELECT
      MIN(action_day)
    FROM marts.found_daily
    WHERE
      dimension = 'all'
  ) AS first_action,
  (
    SELECT
      MAX(action_day)
    FROM marts.found_daily
    WHERE
      dimension = 'all'
  ) AS last_action;

-- queries/metrics/exposure_found.sql
WITH views AS (
  SELECT
    DATEDIFF(DAY, CAST(:since AS DATE), impression_day) AS day_number,
    CASE
      WHEN impression_day < CAST(:open_since AS DATE)
      THEN -1
      ELSE DATEDIFF(DAY, impression_day, action_day)
    END AS delay,
    policy_id,
    value,
    impressions,
    reversed_impressions
  FROM marts.found_impressions
  WHERE
    dimension = :dimension
    AND impression_day >= CAST(:since AS DATE)
    AND impression_day < CAST(:until AS DATE)
    AND action_day < CAST(:as_of AS DATE)
    AND DATEDIFF(DAY, impression_day, action_day) <= :horizon
)
SELECT
  day_number,
  delay,
  SUM(impressions) AS found,
  SUM(reversed_impressions) AS found_reversed
FROM views
GROUP BY
  day_number,
  delay
ORDER BY
  day_number NULLS LAST,
  delay NULLS LAST;

-- queries/metrics/exposure_impressions.sql
WITH views AS (
  SELECT
    DATEDIFF(DAY, CAST(:since AS DATE), day) AS day_number,
    value,
    impressions
  FROM marts.impressions_daily
  WHERE
    dimension = :dimension
    AND day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
)
SELECT
  day_number,
  SUM(impressions) AS seen
FROM views
GROUP BY
  day_number
ORDER BY
  day_number NULLS LAST;

-- queries/metrics/exposure_label_reasons.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  stratum,
  why,
  is_found,
  SUM(positives) AS positives,
  SUM(positive_weight) AS positive_weight,
  SUM(positive_weight_squared) AS positive_weight_squared,
  MAX(largest_weight) AS largest_weight
FROM marts.label_reasons
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ),
  stratum,
  why,
  is_found
ORDER BY
  period_start NULLS LAST,
  stratum NULLS LAST,
  why NULLS LAST,
  is_found NULLS LAST;

-- queries/metrics/exposure_precision.sql
WITH reviewed AS (
  SELECT
    content_id,
    stratum,
    is_violating,
    SUM(impressions) AS views
  FROM marts.reviewed_impressions
  WHERE
    action_day >= CAST(:since AS DATE)
    AND impression_day >= CAST(:since AS DATE)
    AND impression_day < CAST(:until AS DATE)
  GROUP BY
    content_id,
    stratum,
    is_violating
)
SELECT
  stratum,
  COUNT(*) AS contents,
  SUM(is_violating) AS confirmed,
  SUM(views) AS impressions,
  SUM(CAST(views * views AS DECIMAL(38, 0))) AS impressions_squared,
  SUM(views * is_violating) AS confirmed_impressions,
  SUM(CAST(views * views * is_violating AS DECIMAL(38, 0))) AS confirmed_impressions_squared,
  MAX(views) AS largest
FROM reviewed
WHERE
  views > 0
GROUP BY
  stratum
ORDER BY
  stratum NULLS LAST;

-- queries/metrics/exposure_precision_frame.sql
SELECT
  stratum,
  SUM(impressions) AS impressions
FROM marts.let_go_impressions
WHERE
  dimension = :dimension
  AND day >= CAST(:since AS DATE)
  AND day < CAST(:until AS DATE)
GROUP BY
  stratum
ORDER BY
  stratum NULLS LAST;

-- queries/metrics/exposure_reach.sql
SELECT
  CAST(DATE_TRUNC('DAY', action_day) AS TIMESTAMP_NTZ) AS period_start,
  reach AS views,
  SUM(contents) AS contents,
  SUM(impressions) AS impressions
FROM marts.reach
WHERE
  action_day >= CAST(:since AS DATE)
  AND action_day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', action_day) AS TIMESTAMP_NTZ),
  reach
ORDER BY
  period_start NULLS LAST,
  views NULLS LAST;

-- queries/metrics/exposure_reach_top.sql
SELECT
  content_id,
  action_day,
  policy_id,
  detection_source,
  market,
  content_type,
  reach AS views
FROM marts.reach_top
WHERE
  action_day >= CAST(:since AS DATE)
  AND action_day < CAST(:until AS DATE)
ORDER BY
  reach DESC,
  content_id NULLS LAST
LIMIT 20;

-- queries/metrics/exposure_values.sql
WITH choices AS (
  SELECT
    CASE WHEN dimension = 'policy_id' THEN 'policy' ELSE dimension END AS dimension,
    value AS choice,
    SUM(impressions) AS found
  FROM marts.found_daily
  WHERE
    dimension <> 'all' AND NOT value IS NULL
  GROUP BY
    dimension,
    value
)
SELECT
  dimension,
  choice,
  found
FROM choices
ORDER BY
  dimension NULLS LAST,
  found DESC,
  choice NULLS LAST;

-- queries/metrics/happenings.sql
SELECT
  CAST(effective_at AS DATE) AS day,
  'policy change' AS kind,
  kind AS detail,
  policy_id,
  CAST(NULL AS STRING) AS rule_id,
  title AS what
FROM policy_changes
WHERE
  effective_at >= CAST(:since AS DATE)
  AND effective_at < CAST(:until AS DATE)
UNION ALL
SELECT
  CAST(launched_at AS DATE) AS day,
  'rule launch' AS kind,
  detection AS detail,
  policy_id,
  rule_id,
  name AS what
FROM rules
WHERE
  launched_at >= CAST(:since AS DATE)
  AND launched_at < CAST(:until AS DATE)
UNION ALL
SELECT
  CAST(retired_at AS DATE) AS day,
  'rule retired' AS kind,
  detection AS detail,
  policy_id,
  rule_id,
  name AS what
FROM rules
WHERE
  retired_at >= CAST(:since AS DATE)
  AND retired_at < CAST(:until AS DATE)
UNION ALL
SELECT
  CAST(changes.changed_at AS DATE) AS day,
  'rule version' AS kind,
  changes.version AS detail,
  rules.policy_id AS policy_id,
  changes.rule_id AS rule_id,
  changes.change AS what
FROM rule_changes AS changes
INNER JOIN rules
  ON rules.rule_id = changes.rule_id
WHERE
  changes.changed_at >= CAST(:since AS DATE)
  AND changes.changed_at < CAST(:until AS DATE)
  AND changes.version <> 'v1'
ORDER BY
  day NULLS LAST,
  kind NULLS LAST,
  what NULLS LAST;

-- queries/metrics/impressions.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  SUM(impressions) AS impressions
FROM impressions_daily
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ)
ORDER BY
  period_start NULLS LAST;

-- queries/metrics/label_delays.sql
SELECT
  delay_days,
  SUM(labels) AS labels
FROM marts.label_delays
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  delay_days
ORDER BY
  delay_days NULLS LAST;

-- queries/metrics/label_flaws.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  flaw,
  SUM(labels) AS labels
FROM marts.label_flaws
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ),
  flaw
ORDER BY
  period_start NULLS LAST,
  flaw NULLS LAST;

-- queries/metrics/label_validation.sql
SELECT
  SUM(CASE WHEN is_violating AND reference_is_violating THEN 1 ELSE 0 END) AS true_positives,
  SUM(CASE WHEN reference_is_violating THEN 1 ELSE 0 END) AS validated_positives,
  SUM(CASE WHEN NOT is_violating AND NOT reference_is_violating THEN 1 ELSE 0 END) AS true_negatives,
  SUM(CASE WHEN NOT reference_is_violating THEN 1 ELSE 0 END) AS validated_negatives
FROM review_decisions
WHERE
  purpose = 'calibration'
  AND NOT reference_is_violating IS NULL
  AND decided_at >= CAST(:since AS DATE)
  AND decided_at < CAST(:until AS DATE);

-- queries/metrics/mart_builds.sql
SELECT
  built_at,
  MIN(day) AS first_day,
  MAX(day) AS last_day,
  COUNT(*) AS days
FROM marts.builds
WHERE
  mart = 'label_sums'
  AND day >= CAST(:since AS DATE)
  AND day < CAST(:until AS DATE)
GROUP BY
  built_at
ORDER BY
  built_at DESC;

-- queries/metrics/marts_built.sql
SELECT
  MAX(built_at) AS built_at
FROM marts.builds;

-- queries/metrics/policy_changes.sql
SELECT
  CAST(effective_at AS DATE) AS day,
  'policy change' AS kind,
  kind AS detail,
  policy_id,
  title AS what,
  markets
FROM policy_changes
UNION ALL
SELECT
  CAST(launched_at AS DATE) AS day,
  'rule launch' AS kind,
  detection AS detail,
  policy_id,
  name AS what,
  CAST(NULL AS STRING) AS markets
FROM rules
WHERE
  NOT launched_at IS NULL
UNION ALL
SELECT
  CAST(retired_at AS DATE) AS day,
  'rule retired' AS kind,
  detection AS detail,
  policy_id,
  name AS what,
  CAST(NULL AS STRING) AS markets
FROM rules
WHERE
  NOT retired_at IS NULL
UNION ALL
SELECT
  CAST(changes.changed_at AS DATE) AS day,
  'rule version' AS kind,
  changes.version AS detail,
  rules.policy_id AS policy_id,
  rules.name AS what,
  CAST(NULL AS STRING) AS markets
FROM rule_changes AS changes
INNER JOIN rules
  ON rules.rule_id = changes.rule_id
WHERE
  changes.version <> 'v1'
ORDER BY
  day NULLS LAST,
  kind NULLS LAST,
  what NULLS LAST;

-- queries/metrics/prevalence_extent.sql
SELECT
  MIN(day) AS first_day,
  MAX(day) AS last_day,
  SUM(labels) AS labels
FROM marts.label_sums;

-- queries/metrics/prevalence_frame.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  stratum,
  SUM(impressions) AS impressions
FROM sampling_frame
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ),
  stratum
ORDER BY
  period_start NULLS LAST,
  stratum NULLS LAST;

-- queries/metrics/prevalence_labels.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  stratum,
  SUM(sampled) AS sampled,
  SUM(labels) AS labels,
  SUM(weight) AS weight,
  SUM(weight_squared) AS weight_squared,
  MAX(largest_weight) AS largest_weight
FROM marts.label_sums
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ),
  stratum
ORDER BY
  period_start NULLS LAST,
  stratum NULLS LAST;

-- queries/metrics/prevalence_positives.sql
SELECT
  CAST(DATE_TRUNC('DAY', sums.day) AS TIMESTAMP_NTZ) AS period_start,
  sums.stratum AS stratum,
  SUM(sums.positives) AS positives,
  SUM(sums.positive_weight) AS positive_weight,
  SUM(sums.positive_weight_squared) AS positive_weight_squared
FROM marts.label_positives AS sums
LEFT JOIN policies
  ON policies.policy_id = sums.policy_id
WHERE
  sums.day >= CAST(:since AS DATE)
  AND sums.day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', sums.day) AS TIMESTAMP_NTZ),
  sums.stratum
ORDER BY
  period_start NULLS LAST,
  stratum NULLS LAST;

-- queries/metrics/prevalence_rows.sql
SELECT
  drawn.day AS day,
  drawn.stratum AS stratum,
  drawn.content_id AS content_id,
  drawn.market AS market,
  drawn.surface AS surface,
  drawn.content_type AS content_type,
  drawn.inclusion_probability AS inclusion_probability,
  drawn.model_score AS model_score,
  drawn.policy_id AS policy,
  policies.area AS area,
  drawn.is_violating AS is_violating
FROM prevalence_labels AS drawn
LEFT JOIN policies
  ON policies.policy_id = drawn.policy_id
WHERE
  drawn.day >= CAST(:since AS DATE)
  AND drawn.day < CAST(:until AS DATE)
  AND NOT drawn.is_violating IS NULL;

-- queries/metrics/prevalence_sample.sql
SELECT
  drawn.day AS day,
  drawn.content_id AS content_id,
  drawn.policy_id AS policy,
  drawn.is_violating AS is_violating,
  drawn.model_score AS model_score,
  drawn.stratum AS stratum,
  drawn.market AS market,
  drawn.surface AS surface,
  drawn.content_type AS content_type,
  CAST(1.0 AS DOUBLE) / NULLIF(drawn.inclusion_probability, 0) AS impressions_stood_for
FROM prevalence_labels AS drawn
LEFT JOIN policies
  ON policies.policy_id = drawn.policy_id
WHERE
  drawn.day >= CAST(:since AS DATE)
  AND drawn.day < CAST(:until AS DATE)
  AND NOT drawn.is_violating IS NULL
ORDER BY
  drawn.is_violating DESC,
  impressions_stood_for DESC,
  drawn.sample_id NULLS LAST
LIMIT 500;

-- queries/metrics/prevalence_values.sql
WITH choices AS (
  SELECT
    CASE WHEN dimension = 'policy_id' THEN 'policy' ELSE dimension END AS dimension,
    value AS choice,
    SUM(labels) AS labels
  FROM marts.label_sums_by_dimension
  WHERE
    dimension <> 'all'
  GROUP BY
    dimension,
    value
  UNION ALL
  SELECT
    'area' AS dimension,
    policies.area AS choice,
    SUM(sums.labels) AS labels
  FROM marts.label_sums_by_dimension AS sums
  INNER JOIN policies
    ON policies.policy_id = sums.value
  WHERE
    sums.dimension = 'policy_id'
  GROUP BY
    policies.area
)
SELECT
  dimension,
  choice,
  labels
FROM choices
WHERE
  NOT choice IS NULL
ORDER BY
  dimension NULLS LAST,
  labels DESC,
  choice NULLS LAST;

-- queries/metrics/prevalence_waiting.sql
SELECT
  day,
  inclusion_probability,
  model_score
FROM prevalence_labels
WHERE
  day >= CAST(:since AS DATE)
  AND day < CAST(:until AS DATE)
  AND is_violating IS NULL
  AND NOT model_score IS NULL;

-- queries/metrics/reports.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  SUM(reports) AS reports
FROM marts.reports_daily
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ)
ORDER BY
  period_start NULLS LAST;

-- queries/metrics/reports_extent.sql
SELECT
  MIN(day) AS first_day,
  MAX(day) AS last_day
FROM marts.reports_daily;

-- queries/metrics/review_disagreement.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  SUM(compared) AS compared,
  SUM(disagreed) AS disagreed
FROM marts.second_reviews
WHERE
  dimension = :dimension
  AND day >= CAST(:since AS DATE)
  AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ)
ORDER BY
  period_start NULLS LAST;

-- queries/metrics/rule_evaluations.sql
SELECT
  CAST(DATE_TRUNC('DAY', days.day) AS TIMESTAMP_NTZ) AS period_start,
  SUM(days.evaluations) AS evaluations
FROM marts.rule_days AS days
INNER JOIN rules
  ON rules.rule_id = days.rule_id
WHERE
  days.day >= CAST(:since AS DATE)
  AND days.day < CAST(:until AS DATE)
  AND days.evaluations > 0
GROUP BY
  CAST(DATE_TRUNC('DAY', days.day) AS TIMESTAMP_NTZ)
ORDER BY
  period_start NULLS LAST;

-- queries/metrics/rules/appeals.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  rule_id,
  SUM(actions) AS actions,
  SUM(appealed) AS appealed,
  SUM(decided) AS decided,
  SUM(overturned) AS overturned,
  SUM(overturned_in_28_days) AS overturned_in_28_days
FROM marts.rule_actions_daily
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ),
  rule_id
ORDER BY
  period_start NULLS LAST,
  rule_id NULLS LAST;

-- queries/metrics/rules/columns.sql
SELECT
  candidate.content_type,
  candidate.market,
  candidate.language,
  candidate.created_at,
  EXTRACT(HOUR FROM candidate.created_at) AS created_hour,
  DATEDIFF(
    DAY,
    (
      SELECT
        CAST(MIN(earlier.created_at) AS DATE)
      FROM contents AS earlier
      WHERE
        earlier.creator_id = candidate.creator_id
    ),
    CAST(candidate.created_at AS DATE)
  ) AS creator_age_days,
  (
    SELECT
      MAX(placed.contents_before)
    FROM (
      SELECT
        made.content_id,
        made.creator_id,
        RANK() OVER (PARTITION BY made.creator_id ORDER BY made.created_at NULLS LAST) - 1 AS contents_before
      FROM contents AS made
      WHERE
        made.created_at < CAST(:until AS DATE)
    ) AS placed
    WHERE
      placed.content_id = candidate.content_id
      AND placed.creator_id = candidate.creator_id
  ) AS creator_contents_before,
  (
    SELECT
      COUNT(*)
    FROM enforcement_actions AS earlier
    WHERE
      earlier.creator_id = candidate.creator_id
      AND earlier.actioned_at < candidate.created_at
      AND NOT earlier.failed
  ) AS creator_actions_before,
  sampled.model_score,
  EXISTS(
    SELECT
      1
    FROM rule_hits AS other
    WHERE
      other.content_id = candidate.content_id
      AND other.rule_id = :rule_id
      AND other.hit_at < CAST(:until AS DATE)
  ) AS rule_hit,
  (
    SELECT
      MAX(other.score)
    FROM rule_hits AS other
    WHERE
      other.content_id = candidate.content_id
      AND other.rule_id = :rule_id
      AND other.hit_at < CAST(:until AS DATE)
  ) AS rule_score,
  (
    SELECT
      MIN(other.hit_at)
    FROM rule_hits AS other
    WHERE
      other.content_id = candidate.content_id
      AND other.rule_id = :rule_id
      AND other.hit_at < CAST(:until AS DATE)
  ) AS rule_hit_at
FROM prevalence_labels AS sampled
INNER JOIN contents AS candidate
  ON sampled.content_id = candidate.content_id;

-- queries/metrics/rules/draft_hits.sql
WITH judged AS (
  SELECT
    candidate.content_id,
    candidate.market,
    candidate.content_type,
    candidate.created_at,
    CASE WHEN :draft_condition THEN 1 ELSE 0 END AS is_hit,
    :draft_known_at AS known_at
  FROM contents AS candidate
  WHERE
    candidate.created_at >= CAST(:since AS DATE)
    AND candidate.created_at < CAST(:until AS DATE)
), hit AS (
  SELECT
    content_id,
    market,
    content_type,
    created_at,
    known_at
  FROM judged
  WHERE
    is_hit = 1
), live AS (
  SELECT
    rule_hits.content_id
  FROM rule_hits
  WHERE
    rule_hits.hit_at >= CAST(:since AS DATE) AND NOT rule_hits.is_shadow
  GROUP BY
    rule_hits.content_id
), actioned AS (
  SELECT
    content_id,
    MIN(actioned_at) AS actioned_at
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE) AND NOT failed
  GROUP BY
    content_id
), seen AS (
  SELECT
    hit.content_id,
    SUM(content_impressions.impressions) AS impressions
  FROM content_impressions
  INNER JOIN hit
    ON content_impressions.content_id = hit.content_id
  WHERE
    content_impressions.day >= CAST(:since AS DATE)
    AND content_impressions.day < CAST(:until AS DATE)
    AND (
      hit.known_at <= hit.created_at
      OR content_impressions.day > CAST(hit.known_at AS DATE)
    )
  GROUP BY
    hit.content_id
), found AS (
  SELECT
    rule_id,
    content_id
  FROM rule_hits
  WHERE
    hit_at >= CAST(:since AS DATE)
  GROUP BY
    rule_id,
    content_id
)
SELECT
  'segment' AS part,
  judged.market,
  judged.content_type,
  CAST(NULL AS STRING) AS rule_id,
  CAST(NULL AS STRING) AS status,
  COUNT(*) AS contents,
  SUM(judged.is_hit) AS hits,
  SUM(CASE WHEN judged.is_hit = 1 AND NOT live.content_id IS NULL THEN 1 ELSE 0 END) AS hits_of_live_rules,
  SUM(
    CASE WHEN judged.is_hit = 1 AND NOT actioned.content_id IS NULL THEN 1 ELSE 0 END
  ) AS hits_acted_on,
  SUM(COALESCE(seen.impressions, 0)) AS impressions_after,
  SUM(
    CASE
      WHEN NOT actioned.content_id IS NULL
      THEN COALESCE(seen.impressions, 0)
      ELSE 0
    END
  ) AS impressions_before_action
FROM judged
LEFT JOIN live
  ON judged.content_id = live.content_id
LEFT JOIN actioned
  ON judged.content_id = actioned.content_id
LEFT JOIN seen
  ON judged.content_id = seen.content_id
GROUP BY
  judged.market,
  judged.content_type
UNION ALL
SELECT
  'rule' AS part,
  CAST(NULL AS STRING) AS market,
  CAST(NULL AS STRING) AS content_type,
  rules.rule_id,
  rules.status,
  COUNT(*) AS contents,
  SUM(judged.is_hit) AS hits,
  NULL AS hits_of_live_rules,
  NULL AS hits_acted_on,
  NULL AS impressions_after,
  NULL AS impressions_before_action
FROM judged
INNER JOIN found
  ON judged.content_id = found.content_id
INNER JOIN rules
  ON found.rule_id = rules.rule_id
GROUP BY
  rules.rule_id,
  rules.status
ORDER BY
  part NULLS LAST,
  hits DESC,
  market NULLS LAST,
  content_type NULLS LAST,
  rule_id NULLS LAST;

-- queries/metrics/rules/draft_labels.sql
WITH judged AS (
  SELECT
    sampled.content_id,
    sampled.stratum,
    sampled.day,
    sampled.market,
    sampled.content_type,
    CAST(1.0 AS DOUBLE) / NULLIF(sampled.inclusion_probability, 0) AS weight,
    CASE
      WHEN sampled.is_violating
      AND (
        CAST(:policy AS STRING) = '' OR sampled.policy_id = :policy
      )
      THEN 1
      ELSE 0
    END AS violates,
    CASE WHEN :draft_condition THEN 1 ELSE 0 END AS is_hit,
    candidate.created_at,
    :draft_known_at AS known_at
  FROM prevalence_labels AS sampled
  INNER JOIN contents AS candidate
    ON sampled.content_id = candidate.content_id
  WHERE
    sampled.day >= CAST(:since AS DATE)
    AND sampled.day < CAST(:until AS DATE)
    AND NOT sampled.is_violating IS NULL
), kept AS (
  SELECT
    content_id,
    stratum,
    market,
    content_type,
    is_hit,
    COUNT(*) AS draws,
    SUM(weight) AS weight,
    SUM(weight * violates) AS violating_weight,
    SUM(
      CASE
        WHEN known_at <= created_at OR day > CAST(known_at AS DATE)
        THEN weight * violates
        ELSE 0
      END
    ) AS violating_weight_after
  FROM judged
  WHERE
    is_hit = 1 OR violates = 1
  GROUP BY
    content_id,
    stratum,
    market,
    content_type,
    is_hit
), seen AS (
  SELECT
    content_id,
    SUM(impressions) AS impressions
  FROM content_impressions
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND content_id IN (
      SELECT
        content_id
      FROM kept
      WHERE
        is_hit = 1
    )
  GROUP BY
    content_id
)
SELECT
  kept.content_id,
  kept.stratum,
  kept.market,
  kept.content_type,
  kept.is_hit,
  kept.draws,
  kept.weight,
  kept.violating_weight,
  kept.violating_weight_after,
  seen.impressions
FROM kept
LEFT JOIN seen
  ON kept.content_id = seen.content_id
ORDER BY
  kept.content_id NULLS LAST,
  kept.stratum NULLS LAST,
  kept.market NULLS LAST,
  kept.content_type NULLS LAST;

-- queries/metrics/rules/extent.sql
SELECT
  CAST(MIN(hit_at) AS DATE) AS first_day,
  CAST(MAX(hit_at) AS DATE) AS last_day
FROM rule_hits;

-- queries/metrics/rules/hit_contents.sql
SELECT
  rule_id,
  COUNT(DISTINCT content_id) AS contents
FROM rule_hits
WHERE
  hit_at >= CAST(:since AS DATE) AND hit_at < CAST(:until AS DATE)
GROUP BY
  rule_id
ORDER BY
  rule_id NULLS LAST;

-- queries/metrics/rules/hits.sql
SELECT
  CAST(DATE_TRUNC('DAY', hit.day) AS TIMESTAMP_NTZ) AS period_start,
  hit.rule_id,
  SUM(hit.hits) AS hits,
  SUM(hit.shadow_hits) AS shadow_hits,
  SUM(hit.actions) AS actions
FROM marts.rule_hits_daily AS hit
INNER JOIN rules
  ON hit.rule_id = rules.rule_id
WHERE
  hit.day >= CAST(:since AS DATE)
  AND hit.day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', hit.day) AS TIMESTAMP_NTZ),
  hit.rule_id
ORDER BY
  period_start NULLS LAST,
  rule_id NULLS LAST;

-- queries/metrics/rules/labelled_hits.sql
WITH hit AS (
  SELECT
    noted.rule_id,
    noted.content_id,
    rules.policy_id
  FROM marts.noted_hits AS noted
  INNER JOIN rules
    ON noted.rule_id = rules.rule_id
  WHERE
    noted.day >= CAST(:since AS DATE)
    AND noted.day < CAST(:until AS DATE)
  GROUP BY
    noted.rule_id,
    noted.content_id,
    rules.policy_id
), drawn AS (
  SELECT
    content_id,
    policy_id,
    SUM(draws) AS draws,
    SUM(weight) AS weight
  FROM marts.noted_labels
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND content_id IN (
      SELECT
        hit.content_id
      FROM hit
    )
  GROUP BY
    content_id,
    policy_id
), seen AS (
  SELECT
    content_id,
    SUM(impressions) AS impressions
  FROM marts.noted_views
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND content_id IN (
      SELECT
        drawn.content_id
      FROM drawn
    )
  GROUP BY
    content_id
)
SELECT
  hit.rule_id,
  hit.content_id,
  SUM(drawn.draws) AS draws,
  SUM(drawn.weight) AS weight,
  SUM(CASE WHEN drawn.policy_id = hit.policy_id THEN drawn.weight ELSE 0 END) AS violating_weight,
  MAX(seen.impressions) AS impressions
FROM hit
INNER JOIN drawn
  ON hit.content_id = drawn.content_id
LEFT JOIN seen
  ON hit.content_id = seen.content_id
GROUP BY
  hit.rule_id,
  hit.content_id
ORDER BY
  rule_id NULLS LAST,
  content_id NULLS LAST;

-- queries/metrics/rules/missed_views.sql
WITH drawn AS (
  SELECT
    labels.content_id,
    SUM(labels.weight) AS weight
  FROM marts.noted_labels AS labels
  WHERE
    labels.day >= CAST(:since AS DATE)
    AND labels.day < CAST(:until AS DATE)
    AND labels.is_violating
    AND labels.policy_id = :policy
    AND NOT labels.content_id IN (
      SELECT
        hit.content_id
      FROM marts.noted_hits AS hit
    )
  GROUP BY
    labels.content_id
), seen AS (
  SELECT
    content_id,
    SUM(impressions) AS impressions
  FROM marts.noted_views
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND content_id IN (
      SELECT
        drawn.content_id
      FROM drawn
    )
  GROUP BY
    content_id
)
SELECT
  drawn.content_id,
  drawn.weight,
  seen.impressions
FROM drawn
INNER JOIN seen
  ON drawn.content_id = seen.content_id
ORDER BY
  drawn.content_id NULLS LAST;

-- queries/metrics/rules/overturn_ages.sql
WITH ended AS (
  SELECT
    day,
    rule_id,
    CASE WHEN overturned_day < CAST(:as_of AS DATE) THEN overturned_day END AS overturned_day,
    CASE WHEN decided_day < CAST(:as_of AS DATE) THEN decided_day END AS decided_day,
    actions
  FROM marts.rule_endings
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
), aged AS (
  SELECT
    rule_id,
    CASE
      WHEN NOT overturned_day IS NULL
      THEN 'overturned'
      WHEN NOT decided_day IS NULL
      THEN 'upheld'
      ELSE 'open'
    END AS ending,
    DATEDIFF(DAY, day, COALESCE(overturned_day, decided_day, CAST(:as_of AS DATE))) AS age_days,
    actions
  FROM ended
)
SELECT
  rule_id,
  ending,
  age_days,
  SUM(actions) AS actions
FROM aged
GROUP BY
  rule_id,
  ending,
  age_days
ORDER BY
  rule_id NULLS LAST,
  ending NULLS LAST,
  age_days NULLS LAST;

-- queries/metrics/rules/reviews.sql
SELECT
  CAST(DATE_TRUNC('DAY', hit.day) AS TIMESTAMP_NTZ) AS period_start,
  hit.rule_id,
  hit.fate,
  SUM(hit.contents) AS contents,
  SUM(hit.second_reviews) AS second_reviews,
  SUM(hit.second_confirmed) AS second_confirmed,
  SUM(hit.decisions) AS decisions,
  SUM(hit.decisions_confirmed) AS decisions_confirmed,
  SUM(hit.timed_decisions) AS timed_decisions,
  SUM(hit.handle_seconds) AS handle_seconds
FROM marts.rule_reviews_daily AS hit
INNER JOIN rules
  ON hit.rule_id = rules.rule_id
WHERE
  hit.day >= CAST(:since AS DATE)
  AND hit.day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', hit.day) AS TIMESTAMP_NTZ),
  hit.rule_id,
  hit.fate
ORDER BY
  period_start NULLS LAST,
  rule_id NULLS LAST,
  fate NULLS LAST;

-- queries/metrics/rules/rules.sql
SELECT
  rule_id,
  name,
  policy_id,
  detection,
  mode,
  status,
  owner,
  threshold,
  launched_at,
  retired_at
FROM rules
ORDER BY
  rule_id NULLS LAST;

-- queries/metrics/rules/sampled_hits.sql
WITH hit AS (
  SELECT
    rule_hits.hit_id,
    rule_hits.hit_at,
    rule_hits.content_id,
    rule_hits.score,
    rule_hits.is_shadow,
    rule_hits.action_id,
    NTILE(:sample) OVER (ORDER BY rule_hits.hit_at NULLS LAST, rule_hits.hit_id NULLS LAST) AS slice
  FROM rule_hits
  WHERE
    rule_hits.rule_id = :rule_id
    AND rule_hits.hit_at >= CAST(:since AS DATE)
    AND rule_hits.hit_at < CAST(:until AS DATE)
), placed AS (
  SELECT
    hit_id,
    hit_at,
    content_id,
    score,
    is_shadow,
    action_id,
    ROW_NUMBER() OVER (PARTITION BY slice ORDER BY content_id NULLS LAST, hit_id NULLS LAST) AS position
  FROM hit
), chosen AS (
  SELECT
    hit_id,
    hit_at,
    content_id,
    score,
    is_shadow,
    action_id
  FROM placed
  WHERE
    position = 1
), ranked_second AS (
  SELECT
    review_decisions.content_id,
    review_decisions.is_violating,
    ROW_NUMBER() OVER (
      PARTITION BY review_decisions.content_id
      ORDER BY review_decisions.decided_at NULLS LAST, review_decisions.decision_id NULLS LAST
    ) AS position
  FROM review_decisions
  WHERE
    review_decisions.purpose = 'qa'
    AND review_decisions.decided_at >= CAST(:since AS DATE)
    AND review_decisions.content_id IN (
      SELECT
        content_id
      FROM chosen
    )
)
SELECT
  chosen.hit_at,
  chosen.hit_id,
  chosen.content_id,
  chosen.score,
  chosen.is_shadow,
  chosen.action_id,
  ranked_second.is_violating AS second_review_violating
FROM chosen
LEFT JOIN ranked_second
  ON chosen.content_id = ranked_second.content_id AND ranked_second.position = 1
ORDER BY
  chosen.hit_at NULLS LAST,
  chosen.hit_id NULLS LAST;

-- queries/metrics/rules/shared_hits.sql
WITH hit AS (
  SELECT
    content_id,
    rule_id
  FROM rule_hits
  WHERE
    hit_at >= CAST(:since AS DATE) AND hit_at < CAST(:until AS DATE)
  GROUP BY
    content_id,
    rule_id
), counted AS (
  SELECT
    content_id,
    rule_id,
    COUNT(*) OVER (PARTITION BY content_id) AS rules
  FROM hit
)
SELECT
  content_id,
  rule_id
FROM counted
WHERE
  rules > 1
ORDER BY
  content_id NULLS LAST,
  rule_id NULLS LAST;

-- queries/metrics/rules/threshold_bins.sql
WITH hit AS (
  SELECT
    rule_hits.content_id,
    MIN(rule_hits.hit_at) AS hit_at,
    MAX(rule_hits.score) AS score,
    MIN(rules.policy_id) AS policy_id
  FROM rule_hits
  INNER JOIN rules
    ON rule_hits.rule_id = rules.rule_id
  WHERE
    rule_hits.rule_id = :rule_id
    AND rule_hits.hit_at >= CAST(:since AS DATE)
    AND rule_hits.hit_at < CAST(:until AS DATE)
    AND NOT rule_hits.score IS NULL
  GROUP BY
    rule_hits.content_id
), extent AS (
  SELECT
    MIN(score) AS lowest,
    MAX(score) AS highest
  FROM hit
), actioned AS (
  SELECT
    content_id
  FROM enforcement_actions
  WHERE
    actioned_at >= CAST(:since AS DATE)
    AND content_id IN (
      SELECT
        hit.content_id
      FROM hit
    )
  GROUP BY
    content_id
), ranked_second AS (
  SELECT
    content_id,
    is_violating,
    policy_id,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY decided_at NULLS LAST, decision_id NULLS LAST) AS position
  FROM review_decisions
  WHERE
    purpose = 'qa'
    AND decided_at >= CAST(:since AS DATE)
    AND content_id IN (
      SELECT
        hit.content_id
      FROM hit
    )
), second_review AS (
  SELECT
    content_id,
    is_violating,
    policy_id
  FROM ranked_second
  WHERE
    position = 1
), ranked_decision AS (
  SELECT
    hit.content_id,
    review_decisions.handle_seconds,
    ROW_NUMBER() OVER (
      PARTITION BY hit.content_id
      ORDER BY review_decisions.decided_at NULLS LAST, review_decisions.decision_id NULLS LAST
    ) AS position
  FROM hit
  INNER JOIN review_decisions
    ON hit.content_id = review_decisions.content_id
  WHERE
    review_decisions.purpose = 'production'
    AND review_decisions.decided_at >= hit.hit_at
), decision AS (
  SELECT
    content_id,
    handle_seconds
  FROM ranked_decision
  WHERE
    position = 1
), caught AS (
  SELECT
    prevalence_labels.content_id,
    SUM(CAST(1.0 AS DOUBLE) / NULLIF(prevalence_labels.inclusion_probability, 0)) AS weight
  FROM prevalence_labels
  INNER JOIN hit
    ON prevalence_labels.content_id = hit.content_id
    AND prevalence_labels.policy_id = hit.policy_id
  WHERE
    prevalence_labels.day >= CAST(:since AS DATE)
    AND prevalence_labels.day < CAST(:until AS DATE)
    AND prevalence_labels.is_violating
  GROUP BY
    prevalence_labels.content_id
), placed AS (
  SELECT
    hit.content_id,
    hit.policy_id,
    extent.lowest,
    extent.highest,
    CASE
      WHEN extent.highest = extent.lowest
      THEN 0
      WHEN hit.score = extent.highest
      THEN CAST(:bins AS INT) - 1
      ELSE CAST(FLOOR(
        CAST((
          hit.score - extent.lowest
        ) * :bins AS DOUBLE) / NULLIF(extent.highest - extent.lowest, 0)
      ) AS INT)
    END AS bin
  FROM hit
  CROSS JOIN extent
)
SELECT
  placed.bin,
  CASE
    WHEN NOT actioned.content_id IS NULL
    THEN 'acted on'
    WHEN NOT decision.content_id IS NULL
    THEN 'passed'
    ELSE 'not reviewed'
  END AS fate,
  MIN(placed.lowest) AS lowest,
  MIN(placed.highest) AS highest,
  COUNT(*) AS contents,
  COUNT(second_review.content_id) AS second_reviews,
  SUM(
    CASE
      WHEN second_review.is_violating AND second_review.policy_id = placed.policy_id
      THEN 1
      ELSE 0
    END
  ) AS second_confirmed,
  COUNT(decision.handle_seconds) AS timed_decisions,
  SUM(COALESCE(decision.handle_seconds, 0)) AS handle_seconds,
  SUM(COALESCE(caught.weight, 0)) AS caught_weight,
  SUM(COALESCE(caught.weight * caught.weight, 0)) AS caught_squares
FROM placed
LEFT JOIN actioned
  ON placed.content_id = actioned.content_id
LEFT JOIN second_review
  ON placed.content_id = second_review.content_id
LEFT JOIN decision
  ON placed.content_id = decision.content_id
LEFT JOIN caught
  ON placed.content_id = caught.content_id
GROUP BY
  placed.bin,
  CASE
    WHEN NOT actioned.content_id IS NULL
    THEN 'acted on'
    WHEN NOT decision.content_id IS NULL
    THEN 'passed'
    ELSE 'not reviewed'
  END
ORDER BY
  bin NULLS LAST,
  fate NULLS LAST;

-- queries/metrics/rules/validation.sql
SELECT
  reference_is_violating,
  is_violating,
  policy_id,
  COUNT(*) AS decisions
FROM review_decisions
WHERE
  purpose = 'golden'
  AND NOT reference_is_violating IS NULL
  AND decided_at >= CAST(:since AS DATE)
  AND decided_at < CAST(:until AS DATE)
GROUP BY
  reference_is_violating,
  is_violating,
  policy_id
ORDER BY
  reference_is_violating NULLS LAST,
  is_violating NULLS LAST,
  policy_id NULLS LAST;

-- queries/metrics/rules/versions.sql
SELECT
  rule_id,
  version,
  changed_at,
  change,
  threshold
FROM rule_changes
ORDER BY
  rule_id NULLS LAST,
  changed_at NULLS LAST;

-- queries/metrics/rules/violating_hits.sql
SELECT
  hit.content_id,
  hit.rule_id,
  MIN(hit.first_hit_at) AS first_hit_at,
  MAX(CASE WHEN hit.is_shadow THEN 0 ELSE 1 END) AS was_live
FROM marts.noted_hits AS hit
WHERE
  hit.day < CAST(:until AS DATE)
  AND hit.content_id IN (
    SELECT
      labels.content_id
    FROM marts.noted_labels AS labels
    WHERE
      labels.day >= CAST(:since AS DATE)
      AND labels.day < CAST(:until AS DATE)
      AND labels.is_violating
  )
GROUP BY
  hit.content_id,
  hit.rule_id
ORDER BY
  content_id NULLS LAST,
  rule_id NULLS LAST;

-- queries/metrics/rules/violating_labels.sql
SELECT
  CAST(DATE_TRUNC('DAY', prevalence_labels.day) AS TIMESTAMP_NTZ) AS period_start,
  prevalence_labels.stratum,
  prevalence_labels.content_id,
  prevalence_labels.policy_id,
  COUNT(*) AS draws,
  SUM(CAST(1.0 AS DOUBLE) / NULLIF(prevalence_labels.inclusion_probability, 0)) AS weight
FROM prevalence_labels
WHERE
  prevalence_labels.day >= CAST(:since AS DATE)
  AND prevalence_labels.day < CAST(:until AS DATE)
  AND prevalence_labels.is_violating
  AND NOT prevalence_labels.policy_id IS NULL
GROUP BY
  CAST(DATE_TRUNC('DAY', prevalence_labels.day) AS TIMESTAMP_NTZ),
  prevalence_labels.stratum,
  prevalence_labels.content_id,
  prevalence_labels.policy_id
ORDER BY
  content_id NULLS LAST,
  period_start NULLS LAST,
  stratum NULLS LAST,
  policy_id NULLS LAST;

-- queries/metrics/scan/actions.sql
SELECT
  day,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed_actions
FROM marts.actions_daily
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  day
ORDER BY
  day NULLS LAST;

-- queries/metrics/scan/appeals.sql
SELECT
  day,
  SUM(decided) AS decided,
  SUM(overturned) AS overturned
FROM marts.appeals_daily
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  day
ORDER BY
  day NULLS LAST;

-- queries/metrics/scan/cube_actions.sql
WITH dated AS (
  SELECT
    CASE WHEN day >= CAST(:start AS DATE) THEN 1 ELSE 0 END AS is_event,
    policy_id,
    market,
    detection_source,
    content_type,
    action_type,
    automated_decision,
    actions,
    proactive_actions,
    appealed
  FROM marts.actions_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
)
SELECT
  is_event,
  policy_id AS policy,
  market,
  detection_source,
  content_type,
  action_type,
  automated_decision,
  SUM(actions) AS actions,
  SUM(proactive_actions) AS proactive_actions,
  SUM(appealed) AS appealed_actions
FROM dated
GROUP BY
  is_event,
  policy_id,
  market,
  detection_source,
  content_type,
  action_type,
  automated_decision;

-- queries/metrics/scan/cube_appeals.sql
WITH dated AS (
  SELECT
    CASE WHEN day >= CAST(:start AS DATE) THEN 1 ELSE 0 END AS is_event,
    policy_id,
    market,
    content_type,
    detection_source,
    decided,
    overturned
  FROM marts.appeals_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
)
SELECT
  is_event,
  policy_id AS policy,
  market,
  content_type,
  detection_source,
  SUM(decided) AS decided,
  SUM(overturned) AS overturned
FROM dated
GROUP BY
  is_event,
  policy_id,
  market,
  content_type,
  detection_source;

-- queries/metrics/scan/cube_dsa.sql
WITH dated AS (
  SELECT
    CASE WHEN day >= CAST(:start AS DATE) THEN 1 ELSE 0 END AS is_event,
    dimension,
    value,
    statements
  FROM dsa_statements_daily
  WHERE
    day >= CAST(:since AS DATE)
    AND day < CAST(:until AS DATE)
    AND platform = :platform
)
SELECT
  is_event,
  dimension,
  value,
  SUM(statements) AS statements
FROM dated
GROUP BY
  is_event,
  dimension,
  value;

-- queries/metrics/scan/cube_impressions.sql
WITH dated AS (
  SELECT
    CASE WHEN day >= CAST(:start AS DATE) THEN 1 ELSE 0 END AS is_event,
    market,
    surface,
    content_type,
    impressions
  FROM impressions_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
)
SELECT
  is_event,
  market,
  surface,
  content_type,
  SUM(impressions) AS impressions
FROM dated
GROUP BY
  is_event,
  market,
  surface,
  content_type;

-- queries/metrics/scan/cube_labels.sql
WITH dated AS (
  SELECT
    CASE WHEN day >= CAST(:start AS DATE) THEN 1 ELSE 0 END AS is_event,
    market,
    surface,
    content_type,
    policy_id,
    weight,
    positive_weight,
    positive_weight_squared
  FROM marts.label_sums
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
)
SELECT
  is_event,
  market,
  surface,
  content_type,
  policy_id AS policy,
  SUM(weight) AS weight,
  SUM(positive_weight) AS positive_weight,
  SUM(positive_weight_squared) AS positive_weight_squared
FROM dated
GROUP BY
  is_event,
  market,
  surface,
  content_type,
  policy_id;

-- queries/metrics/scan/cube_promises.sql
WITH dated AS (
  SELECT
    CASE WHEN day >= CAST(:start AS DATE) THEN 1 ELSE 0 END AS is_event,
    applies_to,
    queue_or_severity,
    measure,
    market,
    policy_id,
    items,
    CASE WHEN is_done AND twentieth < 20 THEN items ELSE 0 END AS in_time
  FROM marts.service_times
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
)
SELECT
  is_event,
  applies_to,
  queue_or_severity,
  measure,
  market,
  policy_id AS policy,
  SUM(items) AS items,
  SUM(in_time) AS in_time
FROM dated
GROUP BY
  is_event,
  applies_to,
  queue_or_severity,
  measure,
  market,
  policy_id;

-- queries/metrics/scan/cube_reports.sql
WITH dated AS (
  SELECT
    CASE WHEN day >= CAST(:start AS DATE) THEN 1 ELSE 0 END AS is_event,
    policy_id,
    market,
    queue,
    reporter_type,
    reports
  FROM marts.reports_daily
  WHERE
    day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
)
SELECT
  is_event,
  policy_id AS policy,
  market,
  queue,
  reporter_type,
  SUM(reports) AS reports
FROM dated
GROUP BY
  is_event,
  policy_id,
  market,
  queue,
  reporter_type;

-- queries/metrics/scan/cube_rules.sql
WITH dated AS (
  SELECT
    CASE WHEN runs.day >= CAST(:start AS DATE) THEN 1 ELSE 0 END AS is_event,
    runs.rule_id,
    rules.policy_id,
    runs.market,
    runs.content_type,
    runs.evaluations,
    runs.hits
  FROM rule_evaluations_daily AS runs
  INNER JOIN rules
    ON rules.rule_id = runs.rule_id
  WHERE
    runs.day >= CAST(:since AS DATE)
    AND runs.day < CAST(:until AS DATE)
)
SELECT
  is_event,
  rule_id AS rule,
  policy_id AS policy,
  market,
  content_type,
  SUM(evaluations) AS evaluations,
  SUM(hits) AS hits
FROM dated
GROUP BY
  is_event,
  rule_id,
  policy_id,
  market,
  content_type;

-- queries/metrics/scan/cube_unwanted.sql
WITH ordered AS (
  SELECT
    content_id,
    policy_id,
    content_type,
    detection_source,
    CAST(actioned_at AS DATE) AS action_day,
    ROW_NUMBER() OVER (PARTITION BY content_id ORDER BY actioned_at NULLS LAST, action_id NULLS LAST) AS action_number
  FROM enforcement_actions
  WHERE
    NOT failed
), dated AS (
  SELECT
    CASE WHEN views.day >= CAST(:start AS DATE) THEN 1 ELSE 0 END AS is_event,
    ordered.policy_id,
    views.market,
    views.surface,
    ordered.content_type,
    ordered.detection_source,
    views.impressions
  FROM content_impressions AS views
  INNER JOIN ordered
    ON ordered.content_id = views.content_id AND ordered.action_number = 1
  WHERE
    views.day >= CAST(:since AS DATE)
    AND views.day < CAST(:until AS DATE)
    AND views.day <= ordered.action_day
    AND DATEDIFF(DAY, views.day, ordered.action_day) <= :horizon
)
SELECT
  is_event,
  policy_id AS policy,
  market,
  surface,
  content_type,
  detection_source,
  SUM(impressions) AS unwanted
FROM dated
GROUP BY
  is_event,
  policy_id,
  market,
  surface,
  content_type,
  detection_source;

-- queries/metrics/scan/found_views.sql
SELECT
  impression_day AS day,
  SUM(impressions) AS unwanted
FROM marts.found_impressions
WHERE
  dimension = :dimension
  AND impression_day >= CAST(:since AS DATE)
  AND impression_day < CAST(:until AS DATE)
  AND DATEDIFF(DAY, impression_day, action_day) <= :horizon
GROUP BY
  impression_day
ORDER BY
  day NULLS LAST;

-- queries/metrics/scan/impressions.sql
SELECT
  day,
  SUM(impressions) AS impressions
FROM marts.impressions_daily
WHERE
  dimension = :dimension
  AND day >= CAST(:since AS DATE)
  AND day < CAST(:until AS DATE)
GROUP BY
  day
ORDER BY
  day NULLS LAST;

-- queries/metrics/scan/labels.sql
SELECT
  day,
  SUM(labels) AS labels,
  SUM(weight) AS weight,
  SUM(positive_weight) AS positive_weight,
  SUM(positive_weight_squared) AS positive_weight_squared
FROM marts.label_sums
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  day
ORDER BY
  day NULLS LAST;

-- queries/metrics/scan/promises.sql
SELECT
  day,
  SUM(items) AS items,
  SUM(CASE WHEN is_done AND twentieth < 20 THEN items ELSE 0 END) AS in_time
FROM marts.service_times
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  day
ORDER BY
  day NULLS LAST;

-- queries/metrics/scan/reports.sql
SELECT
  day,
  SUM(reports) AS reports
FROM marts.reports_daily
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  day
ORDER BY
  day NULLS LAST;

-- queries/metrics/scan/rules.sql
SELECT
  days.day,
  days.rule_id AS rule,
  rules.policy_id AS policy,
  days.evaluations,
  days.hits
FROM marts.rule_days AS days
INNER JOIN rules
  ON rules.rule_id = days.rule_id
WHERE
  days.day >= CAST(:since AS DATE)
  AND days.day < CAST(:until AS DATE)
  AND days.evaluations > 0
ORDER BY
  days.day NULLS LAST;

-- queries/metrics/service_attainment.sql
SELECT
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ) AS period_start,
  twentieth,
  SUM(CASE WHEN is_done THEN items ELSE 0 END) AS done_items,
  SUM(CASE WHEN is_done THEN 0 ELSE items END) AS open_items
FROM marts.service_times
WHERE
  day >= CAST(:since AS DATE) AND day < CAST(:until AS DATE)
GROUP BY
  CAST(DATE_TRUNC('DAY', day) AS TIMESTAMP_NTZ),
  twentieth
ORDER BY
  period_start NULLS LAST,
  twentieth NULLS LAST;

-- queries/metrics/service_attainment_extent.sql
SELECT
  MIN(day) AS first_day,
  MAX(day) AS last_day,
  SUM(items) AS items
FROM marts.service_times;

-- queries/metrics/service_attainment_values.sql
WITH choices AS (
  SELECT
    'applies_to' AS dimension,
    applies_to AS choice,
    SUM(items) AS items
  FROM marts.service_times
  GROUP BY
    applies_to
  UNION ALL
  SELECT
    'queue_or_severity' AS dimension,
    queue_or_severity AS choice,
    SUM(items) AS items
  FROM marts.service_times
  GROUP BY
    queue_or_severity
  UNION ALL
  SELECT
    'measure' AS dimension,
    measure AS choice,
    SUM(items) AS items
  FROM marts.service_times
  GROUP BY
    measure
  UNION ALL
  SELECT
    'market' AS dimension,
    market AS choice,
    SUM(items) AS items
  FROM marts.service_times
  GROUP BY
    market
  UNION ALL
  SELECT
    'policy' AS dimension,
    policy_id AS choice,
    SUM(items) AS items
  FROM marts.service_times
  GROUP BY
    policy_id
)
SELECT
  dimension,
  choice,
  items
FROM choices
WHERE
  NOT choice IS NULL
ORDER BY
  dimension NULLS LAST,
  items DESC,
  choice NULLS LAST;

-- queries/metrics/simulation_settings.sql
SELECT
  seed,
  scale,
  days,
  built_by_version
FROM simulation_settings;
