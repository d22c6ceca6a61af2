-- A small Coop of our own: every quirk docs/sources.md names occurs at least once. Times of PostgreSQL carry an offset.
insert into public.orgs (id, name) values ('o1', 'Ours'), ('demo', 'Demonstration');
insert into public.org_settings (org_id, is_demo_org) values ('demo', true);
insert into public.actions (id, name, org_id, action_type) values
    ('a_remove', 'Remove post', 'o1', 'CUSTOM_ACTION'),
    ('a_ban', 'Ban user', 'o1', 'CUSTOM_ACTION'),
    ('a_review', 'Send to review', 'o1', 'ENQUEUE_TO_MRT');
insert into public.item_types (id, org_id, name, kind) values
    ('t_post', 'o1', 'Post', 'CONTENT'), ('t_user', 'o1', 'Account', 'USER');

-- p_old was renamed and then deleted; p_spam has a past too, and is still there.
insert into public.policies (id, name, org_id, parent_id, penalty) values
    ('p_harm', 'Harm', 'o1', null, 'NONE'),
    ('p_hate', 'Hate', 'o1', 'p_harm', 'HIGH'),
    ('p_spam', 'Spam', 'o1', null, 'MEDIUM'),
    ('P_wide', 'Wide', 'o1', null, 'LOW'),
    ('p_demo', 'Demo', 'demo', null, 'LOW');
insert into public.policy_history (id, name, org_id, parent_id, penalty, sys_period) values
    ('p_old', 'First name', 'o1', null, 'SEVERE', '["2025-01-01 00:00:00+00","2025-06-01 00:00:00+00")'),
    ('p_old', 'Last name', 'o1', null, 'SEVERE', '["2025-06-01 00:00:00+00","2026-02-01 00:00:00+00")'),
    ('p_spam', 'Junk', 'o1', null, 'LOW', '["2025-01-01 00:00:00+00","2026-01-01 00:00:00+00")');

-- r_plain has no policy, r_expired is LIVE only until its expiry, r_gone was deleted.
insert into public.rules (id, name, status_if_unexpired, org_id, expiration_time, condition_set) values
    ('r_hate', 'Hateful words', 'LIVE', 'o1', null, '{"conditions": [{"signal": {"type": "TEXT_MATCHING_CONTAINS_TEXT"}}]}'),
    ('r_spam', 'Spam model', 'LIVE', 'o1', null, '{"conditions": [{"signal": {"type": "ZENTROPI_LABELER"}}]}'),
    ('r_try', 'Trial', 'BACKGROUND', 'o1', null, '{"conditions": [{"signal": {"type": "IMAGE_EXACT_MATCH"}}]}'),
    ('r_plain', 'New accounts', 'LIVE', 'o1', null, '{"conditions": []}'),
    ('r_expired', 'Election week', 'LIVE', 'o1', '2026-01-31 02:00:00+02', '{"conditions": []}');
insert into public.rules_history (id, name, status_if_unexpired, org_id, condition_set, sys_period) values
    ('r_hate', 'Words', 'BACKGROUND', 'o1', '{}', '["2025-01-01 00:00:00+00","2026-02-01 00:00:00+00")'),
    ('r_gone', 'Old trial', 'BACKGROUND', 'o1', '{}', '["2025-01-01 00:00:00+00","2025-03-01 00:00:00+00")'),
    ('r_gone', 'Old rule', 'LIVE', 'o1', '{}', '["2025-03-01 00:00:00+00","2026-01-15 12:30:00.5+00")');
insert into public.rules_and_policies (policy_id, rule_id) values
    ('p_hate', 'r_hate'), ('p_spam', 'r_spam'), ('P_wide', 'r_spam'), ('p_hate', 'r_try'), ('p_spam', 'r_expired');
insert into public.rules_and_policies_history (policy_id, rule_id, sys_period) values
    ('p_old', 'r_gone', '["2025-01-01 00:00:00+00","2026-01-15 12:30:00.5+00")'),
    ('P_wide', 'r_hate', '["2025-01-01 00:00:00+00","2026-02-01 00:00:00+00")');
insert into public.rule_versions (id, org_id, status_if_unexpired, version) values
    ('r_hate', 'o1', 'BACKGROUND', '2025-01-01 00:00:00+00'),
    ('r_hate', 'o1', 'LIVE', '2026-02-01 02:00:00.123456+02');
insert into reporting_rules.reporting_rules (id, org_id, name, status, condition_set) values
    ('rr_spam', 'o1', 'Reported spam', 'LIVE', '{"conditions": []}');
insert into reporting_rules.reporting_rules_to_policies (policy_id, reporting_rule_id) values ('p_spam', 'rr_spam');
insert into reporting_rules.reporting_rule_versions (id, org_id, status, version) values
    ('rr_spam', 'o1', 'LIVE', '2026-02-02 00:00:00+00');
insert into public.users (id, org_id, created_at) values
    ('ann', 'o1', '2025-01-02 01:00:00+02'), ('bob', 'o1', '2025-05-01 00:00:00+00'), ('eve', 'demo', '2025-05-01 00:00:00+00');

-- i1 was sent twice; the first request for i2 failed.
insert into analytics.CONTENT_API_REQUESTS
    (org_id, event, request_id, ts, item_id, item_type_id, item_creator_id, item_type_kind) values
    ('o1', 'REQUEST_SUCCEEDED', 'post-items:e1', '2026-03-02 09:00:00', 'i1', 't_post', 'c1', 'CONTENT'),
    ('o1', 'REQUEST_SUCCEEDED', 'post-items:e1b', '2026-03-02 12:00:00', 'i1', 't_post', 'c1', 'CONTENT'),
    ('o1', 'REQUEST_FAILED', 'post-items:e0', '2026-03-02 08:00:00', 'i2', 't_post', null, 'CONTENT'),
    ('o1', 'REQUEST_SUCCEEDED', 'post-items:e2', '2026-03-02 09:04:00', 'i2', 't_post', null, 'CONTENT'),
    ('o1', 'REQUEST_SUCCEEDED', 'post-items:e3', '2026-03-02 09:05:00', 'i3', 't_user', null, 'USER'),
    ('demo', 'REQUEST_SUCCEEDED', 'post-items:x', '2026-03-02 09:05:00', 'ix', 't_post', null, 'CONTENT');

insert into analytics.ACTION_EXECUTIONS
    (org_id, action_id, action_name, rules, policies, rule_environment, correlation_id, ts, item_type_id,
     item_creator_id, item_id, item_type_kind, action_source, actor_id, job_id, failed) values
    -- r_spam matched as well but does not remove: its policy is in the union, not in the rules. Written twice.
    ('o1', 'a_remove', 'Remove post', '[{"id":"r_hate","name":"Hateful words","version":"v","tags":[],"policies":[{"id":"p_hate","name":"Hate"}]}]',
     '[{"id":"p_spam","name":"Spam"},{"id":"p_hate","name":"Hate"}]', 'LIVE', 'post-items:e1', '2026-03-02 09:00:01', 't_post',
     'c1', 'i1', 'CONTENT', 'post-items', null, null, 0),
    ('o1', 'a_remove', 'Remove post', '[{"id":"r_hate","name":"Hateful words","version":"v","tags":[],"policies":[{"id":"p_hate","name":"Hate"}]}]',
     '[{"id":"p_spam","name":"Spam"},{"id":"p_hate","name":"Hate"}]', 'LIVE', 'post-items:e1', '2026-03-02 09:00:01', 't_post',
     'c1', 'i1', 'CONTENT', 'post-items', null, null, 0),
    -- A rule without a policy.
    ('o1', 'a_remove', 'Remove post', '[{"id":"r_plain","name":"New accounts","version":"v","tags":[],"policies":[]}]',
     '[]', 'LIVE', 'post-items:e2', '2026-03-02 09:04:01', 't_post', null, 'i2', 'CONTENT', 'post-items', null, null, 0),
    -- The webhook failed.
    ('o1', 'a_ban', 'Ban user', '[{"id":"r_spam","name":"Spam model","version":"v","tags":[],"policies":[{"id":"p_spam","name":"Spam"},{"id":"P_wide","name":"Wide"}]}]',
     '[{"id":"p_spam","name":"Spam"},{"id":"P_wide","name":"Wide"}]', 'LIVE', 'post-items:e3', '2026-03-02 09:05:01', 't_user',
     null, 'i3', 'USER', 'post-items', null, null, 1),
    -- It failed, was tried again and succeeded.
    ('o1', 'a_remove', 'Remove post', '[]', '[{"id":"p_old","name":"Last name"}]', null, 'post-actions:e4', '2026-03-02 09:10:00', 't_post',
     'c4', 'i4', 'CONTENT', 'post-actions', 'system', null, 1),
    ('o1', 'a_remove', 'Remove post', '[]', '[{"id":"p_old","name":"Last name"}]', null, 'post-actions:e4', '2026-03-02 09:10:05', 't_post',
     'c4', 'i4', 'CONTENT', 'post-actions', 'system', null, 0),
    -- A person's decision after a report, and one without a policy after a rule had sent the item to review.
    ('o1', 'a_remove', 'Remove post', '[]', '[{"id": "p_spam", "name": "Spam"}]', null, 'mrt-decision:j1', '2026-03-02 10:30:00', 't_post',
     'c5', 'i5', 'CONTENT', 'mrt-decision', 'ann', 'j1', 0),
    ('o1', 'a_review', 'Send to review', '[{"id":"r_spam","name":"Spam model","version":"v","tags":[],"policies":[{"id":"p_spam","name":"Spam"}]}]',
     '[{"id":"p_spam","name":"Spam"}]', 'LIVE', 'post-items:e6', '2026-03-02 10:40:00', 't_post', 'c6', 'i6', 'CONTENT', 'post-items', null, null, 0),
    ('o1', 'a_remove', 'Remove post', '[]', '[]', null, 'mrt-decision:j2', '2026-03-02 11:00:00', 't_post',
     'c6', 'i6', 'CONTENT', 'mrt-decision', 'bob', 'j2', 0),
    -- Removed again three days later; a rule in the background and another organisation.
    ('o1', 'a_remove', 'Remove post', '[{"id":"r_hate","name":"Hateful words","version":"v","tags":[],"policies":[{"id":"p_hate","name":"Hate"}]}]',
     '[{"id":"p_hate","name":"Hate"}]', 'RETROACTION', 'retroaction:e9', '2026-03-05 08:00:00', 't_post',
     'c1', 'i1', 'CONTENT', 'retroaction', null, null, 0),
    ('o1', 'a_remove', 'Remove post', '[{"id":"r_try","name":"Trial","version":"v","tags":[],"policies":[]}]',
     '[]', 'BACKGROUND', 'post-items:e1', '2026-03-02 09:00:01', 't_post', 'c1', 'i7', 'CONTENT', 'post-items', null, null, 0),
    ('demo', 'a_x', 'Remove', '[]', '[]', null, 'post-actions:x', '2026-03-02 09:00:00', 't_post', 'cx', 'ix', 'CONTENT', 'post-actions', null, null, 0);

-- r_hate on i1: twice by one event (written twice), again when it was sent again, and once in a backtest.
insert into analytics.RULE_EXECUTIONS
    (rule, rule_id, rule_version, org_id, environment, correlation_id, passed, ts, item_id, item_type_id, item_type_kind, item_creator_id) values
    ('Hateful words', 'r_hate', '2026-02-01 00:00:00.123', 'o1', 'LIVE', 'post-items:e1', 1, '2026-03-02 09:00:00.5', 'i1', 't_post', 'CONTENT', 'c1'),
    ('Hateful words', 'r_hate', '2026-02-01 00:00:00.123', 'o1', 'LIVE', 'post-items:e1', 1, '2026-03-02 09:00:00.5', 'i1', 't_post', 'CONTENT', 'c1'),
    ('Hateful words', 'r_hate', '2026-02-01 00:00:00.123', 'o1', 'LIVE', 'post-items:e1b', 0, '2026-03-02 12:00:00.5', 'i1', 't_post', 'CONTENT', 'c1'),
    ('Hateful words', 'r_hate', '2026-02-01 00:00:00.123', 'o1', 'LIVE', 'post-items:e2', 0, '2026-03-02 09:04:00.5', 'i2', 't_post', 'CONTENT', null),
    ('Hateful words', 'r_hate', '2026-02-01 00:00:00.123', 'o1', 'BACKTEST', 'backtest:b1', 1, '2026-03-02 15:00:00', 'i2', 't_post', 'CONTENT', null),
    ('Spam model', 'r_spam', null, 'o1', 'LIVE', 'post-items:e1', 1, '2026-03-02 09:00:00.5', 'i1', 't_post', 'CONTENT', 'c1'),
    ('Spam model', 'r_spam', null, 'o1', 'LIVE', 'post-items:e3', 1, '2026-03-02 09:05:00.5', 'i3', 't_user', 'USER', null),
    ('Trial', 'r_try', '2026-02-03 00:00:00', 'o1', 'BACKGROUND', 'post-items:e1', 1, '2026-03-02 09:00:00.5', 'i1', 't_post', 'CONTENT', 'c1'),
    ('Demo', 'r_demo', '2026-02-03 00:00:00', 'demo', 'LIVE', 'post-items:x', 1, '2026-03-02 09:00:00.5', 'ix', 't_post', 'CONTENT', 'cx');
insert into REPORTING_SERVICE.REPORTING_RULE_EXECUTIONS
    (rule_name, rule_id, rule_version, rule_environment, org_id, correlation_id, passed, ts, item_id, item_type_id, item_type_kind, item_creator_id) values
    ('Reported spam', 'rr_spam', '2026-02-02 00:00:00', 'LIVE', 'o1', 'submit-report:n1', 1, '2026-03-02 09:55:01', 'i5', 't_post', 'CONTENT', 'c5');

-- n1 was written twice; n4 was filed by a rule; n6 came after the decision about its item.
insert into REPORTING_SERVICE.REPORTS
    (org_id, request_id, reporter_user_id, reported_at, policy_id, ts, reporter_kind, reported_item_id, reported_item_type_id, reported_item_type_kind) values
    ('o1', 'submit-report:n1', 'x1', '2026-03-02 09:55:00', 'p_spam', '2026-03-02 09:55:01', 'user', 'i5', 't_post', 'CONTENT'),
    ('o1', 'submit-report:n1', 'x1', '2026-03-02 09:55:00', 'p_spam', '2026-03-02 09:55:01', 'user', 'i5', 't_post', 'CONTENT'),
    ('o1', 'submit-report:n2', 'x1', '2026-03-02 11:30:00', null, '2026-03-02 11:30:01', 'user', 'i7', 't_post', 'CONTENT'),
    ('o1', 'submit-report:n3', 'x2', '2026-03-02 11:40:00', '', '2026-03-02 11:40:01', 'user', 'i8', 't_post', 'CONTENT'),
    ('o1', 'submit-report:n4', null, '2026-03-02 11:50:00', 'p_spam', '2026-03-02 11:50:01', 'rule', 'i8', 't_post', 'CONTENT'),
    ('o1', 'submit-report:n5', 'x3', '2026-03-02 10:50:00', null, '2026-03-02 10:50:01', 'user', 'i6', 't_post', 'CONTENT'),
    ('o1', 'submit-report:n6', 'x2', '2026-03-02 13:00:00', null, '2026-03-02 13:00:01', 'user', 'i7', 't_post', 'CONTENT'),
    ('demo', 'submit-report:x', 'xx', '2026-03-02 13:00:00', null, '2026-03-02 13:00:01', 'user', 'ix', 't_post', 'CONTENT');

insert into manual_review_tool.manual_review_queues (id, name, org_id) values ('q1', 'Standard', 'o1'), ('q2', 'Urgent', 'o1');
insert into manual_review_tool.job_creations (id, org_id, queue_id, item_id, item_type_id, created_at) values
    ('j1', 'o1', 'q1', 'i5', 't_post', '2026-03-02 09:55:02+00'),
    ('j2', 'o1', 'q2', 'i6', 't_post', '2026-03-02 10:40:01+00'),
    ('j3', 'o1', 'q1', 'i7', 't_post', '2026-03-02 13:30:02+02'),
    ('j4', 'o1', 'q9', 'i8', 't_post', '2026-03-02 11:40:02+00');
insert into manual_review_tool.flattened_job_creations
    (id, org_id, queue_id, item_id, item_type_id, created_at, source_kind, rule_id, policy_id) values
    ('j1', 'o1', 'q1', 'i5', 't_post', '2026-03-02 09:55:02+00', 'REPORT', null, 'p_spam'),
    ('j1', 'o1', 'q1', 'i5', 't_post', '2026-03-02 09:55:02+00', 'REPORT', null, 'p_hate'),
    ('j2', 'o1', 'q2', 'i6', 't_post', '2026-03-02 10:40:01+00', 'RULE_EXECUTION', 'r_spam', 'p_spam'),
    ('j3', 'o1', 'q1', 'i7', 't_post', '2026-03-02 13:30:02+02', 'REPORT', null, null),
    ('j4', 'o1', 'q9', 'i8', 't_post', '2026-03-02 11:40:02+00', 'REPORT', null, null);

-- j1 named two policies. Coop's view has no row for j2, whose action had none. j4 was handed on. j5 closed by itself, j6
-- because ann's action on another job closed it; a machine ignored j9.
insert into manual_review_tool.dim_mrt_decisions
    (org_id, item_id, action_id, policy_id, type, item_type_id, queue_id, reviewer_id, job_id, decided_at) values
    ('o1', 'i5', 'a_remove', 'p_spam', 'CUSTOM_ACTION', 't_post', 'q1', 'ann', 'j1', '2026-03-02 10:29:59+00'),
    ('o1', 'i5', 'a_remove', 'p_hate', 'CUSTOM_ACTION', 't_post', 'q1', 'ann', 'j1', '2026-03-02 10:29:59+00'),
    ('o1', 'i7', null, null, 'IGNORE', 't_post', 'q1', 'bob', 'j3', '2026-03-02 14:00:00+02'),
    ('o1', 'i8', null, null, 'TRANSFORM_JOB_AND_RECREATE_IN_QUEUE', 't_post', 'q9', 'ann', 'j4', '2026-03-02 12:10:00+00'),
    ('o1', 'i10', null, null, 'AUTOMATIC_CLOSE', 't_post', 'q1', '', 'j5', '2026-03-02 12:20:00+00'),
    ('o1', 'i11', null, null, 'AUTOMATIC_CLOSE', 't_post', 'q1', 'ann', 'j6', '2026-03-02 12:30:00+00'),
    ('o1', 'i12', null, null, 'IGNORE', 't_post', 'q1', '', 'j9', '2026-03-02 12:40:00+00'),
    ('o1', 'i1', null, null, 'ACCEPT_APPEAL', 't_post', 'q1', 'ann', 'j7', '2026-03-04 12:00:00+02'),
    ('o1', 'i5', null, null, 'REJECT_APPEAL', 't_post', 'q1', 'bob', 'j8', '2026-03-04 11:00:00+00');
insert into manual_review_tool.manual_review_decisions (id, queue_id, reviewer_id, org_id, created_at, decision_components) values
    ('00000000-0000-0000-0000-000000000003', 'q1', 'bob', 'o1', '2026-03-02 14:00:00+02', cast(array['{"type": "IGNORE"}'] as jsonb[])),
    ('00000000-0000-0000-0000-000000000007', 'q1', 'ann', 'o1', '2026-03-04 12:00:00+02', cast(array['{"type": "ACCEPT_APPEAL", "appealId": "ap 1"}'] as jsonb[])),
    ('00000000-0000-0000-0000-000000000008', 'q1', 'bob', 'o1', '2026-03-04 11:00:00+00', cast(array['{"type": "REJECT_APPEAL", "appealId": "ap2"}'] as jsonb[]));

-- ap 1 came twice and is about the first removal, ap4 about the second; ap3 is about an item the log does not have.
insert into REPORTING_SERVICE.APPEALS
    (org_id, request_id, appeal_id, appealed_at, actions_taken, actioned_item_id, actioned_item_type_id, ts) values
    ('o1', 'submit-appeal:1', 'ap 1', '2026-03-03 10:00:00', array['a_remove'], 'i1', 't_post', '2026-03-03 10:00:01'),
    ('o1', 'submit-appeal:2', 'ap 1', '2026-03-03 18:00:00', array['a_remove'], 'i1', 't_post', '2026-03-03 18:00:01'),
    ('o1', 'submit-appeal:3', 'ap2', '2026-03-03 11:00:00', array['a_ban', 'a_remove'], 'i5', 't_post', '2026-03-03 11:00:01'),
    ('o1', 'submit-appeal:4', 'ap3', '2026-03-03 12:00:00', array['a_remove'], 'i9', 't_post', '2026-03-03 12:00:01'),
    ('o1', 'submit-appeal:5', 'ap4', '2026-03-06 09:00:00', array['a_remove'], 'i1', 't_post', '2026-03-06 09:00:01'),
    ('demo', 'submit-appeal:x', 'apx', '2026-03-06 09:00:00', array['a_x'], 'ix', 't_post', '2026-03-06 09:00:01');
