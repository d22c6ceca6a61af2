-- A small Osprey of our own: every quirk docs/sources.md names occurs at least once.
insert into public.rules (id, path, rule_name, status, deployed_at) values
    (1, 'rules/hello.sml', 'ContainsHello', 'deployed', '2026-02-01 02:00:00+02'),
    (2, 'rules/many.sml', 'ManyPosts', 'draft', '2026-02-02 00:00:00+00'),
    (3, 'rules/new.sml', 'NeverDeployed', 'draft', null);

-- 101: two labels by one rule. 102: a label by two rules, at a local time. 103: one rule did not run, and what the user
-- typed looks like a result. 104: nothing matched, no account. 105: a rule takes a label off.
insert into public.stored_execution_result (id, payload) values
    (101, '{"id": 101, "extracted_features": "{\"__timestamp\": \"2026-03-02T09:00:00+00:00\", \"__action_id\": 101, \"__entity_label_mutations\": [\"User/spammer/1\", \"Email/seen/1\"], \"ActionName\": \"create_post\", \"UserId\": \"u1\", \"EmailId\": \"e1\", \"ContainsHello\": true, \"ManyPosts\": false}", "error_traces": "[]", "timestamp": "2026-03-02T09:00:00+00:00", "action_data": "{\"ContainsHello\": true}"}'),
    (102, '{"id": 102, "extracted_features": "{\"__entity_label_mutations\": [\"User/spammer/1\", \"User/spammer/1\"], \"ActionName\": \"create_post\", \"UserId\": 7, \"ContainsHello\": true, \"ManyPosts\": true, \"Score\": NaN}", "error_traces": "[]", "timestamp": "2026-03-03T01:30:00+02:00", "action_data": "{}"}'),
    (103, '{"id": 103, "extracted_features": "{\"ActionName\": \"create_post\", \"UserId\": \"u3\", \"PostText\": \"\\\"ContainsHello\\\": true\", \"ContainsHello\": false, \"ManyPosts\": null}", "error_traces": "[]", "timestamp": "2026-03-02T10:00:00+00:00", "action_data": "{\"ManyPosts\": true}"}'),
    (104, '{"id": 104, "extracted_features": "{\"ActionName\": \"Sign_Up\", \"UserId\": null, \"ContainsHello\": false, \"ManyPosts\": false}", "error_traces": "[]", "timestamp": "2026-03-02T10:00:00", "action_data": "{}"}'),
    (105, '{"id": 105, "extracted_features": "{\"__entity_label_mutations\": [\"User/spammer/0\"], \"ActionName\": \"create_post\", \"UserId\": \"u1\", \"ContainsHello\": false, \"ManyPosts\": true}", "error_traces": "[]", "timestamp": "2026-03-02T11:00:00+00:00", "action_data": "{}"}');

-- A person took the label off u1 a day later; the label of 7 stands; e1 was cleared by hand before the rule labelled it.
insert into public.entity_labels (entity_key, labels) values
    ('User/u1', '{"labels": {"spammer": {"status": 2, "reasons": {"by hand": {"pending": false, "features": {}, "created_at": "2026-03-03T12:00:00+02:00", "expires_at": null, "description": "mistake"}}, "previous_states": [{"status": 1, "reasons": {"ContainsHello": {"pending": false, "features": {}, "created_at": "2026-03-02T09:00:00+00:00", "expires_at": null, "description": ""}}}]}}}'),
    ('User/7', '{"labels": {"spammer": {"status": 1, "reasons": {"ContainsHello": {"pending": false, "features": {}, "created_at": "2026-03-02T23:30:00+00:00", "expires_at": null, "description": ""}}, "previous_states": []}}}'),
    ('Email/e1', '{"labels": {"seen": {"status": 2, "reasons": {"by hand": {"pending": false, "features": {}, "created_at": "2026-02-01T00:00:00+00:00", "expires_at": null, "description": ""}}, "previous_states": []}}}');
