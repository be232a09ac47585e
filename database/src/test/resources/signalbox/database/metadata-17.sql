-- What a program of version 17 writes, a row of everything. @@ stands for a number, so that it can be written several times.
insert into user_account (id, email, name, password_hash, administrator, created_at)
values ('00000000-0000-7000-80@@-000000000001', 'ada-@@@example.org', 'Ada', '$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA', true, now());
insert into session (id, user_id, secret_hash, created_at, renewed_at, expires_at)
values ('00000000-0000-7000-80@@-000000000002', '00000000-0000-7000-80@@-000000000001', '\x01', now(), now(), now() + interval '14 days');
insert into api_token (id, user_id, name, secret_hash, created_at, expires_at)
values ('00000000-0000-7000-80@@-000000000003', '00000000-0000-7000-80@@-000000000001', 'ci', '\x@@', now(), now() + interval '90 days');
insert into project (id, name, description, created_at)
values ('00000000-0000-7000-80@@-000000000004', 'Churn @@', '', now());
insert into project_member (project_id, user_id, role)
values ('00000000-0000-7000-80@@-000000000004', '00000000-0000-7000-80@@-000000000001', 'admin');
insert into upload (id, project_id, user_id, file_name, fingerprint, size_bytes, created_at, changed_at, expires_at)
values ('00000000-0000-7000-80@@-000000000005', '00000000-0000-7000-80@@-000000000004', '00000000-0000-7000-80@@-000000000001', 'a.csv', 'f', 8, now(), now(), now());
insert into dataset (id, project_id, name, format, delimiter, object_key, size_bytes, sha256, row_count, columns, preview, profile, family_id, version,
                     description, source, source_sha256, skipped_rows, skipped, target, task, quality, model, created_at, created_by)
values ('00000000-0000-7000-80@@-000000000006', '00000000-0000-7000-80@@-000000000004', 'a.csv', 'csv', ',', 'datasets/@@/ab', 8, 'ab', 1,
        '[{"name": "x", "type": "integer"}]', '{}', '{}', '00000000-0000-7000-80@@-000000000006', 1, '',
        '{"fileName": "a.csv", "sizeBytes": 9, "sha256": "cd", "objectKey": "datasets/@@/cd.original", "skippedRows": 0}', 'cd', 0, '[]', null, null,
        null, null, now(), '00000000-0000-7000-80@@-000000000001');
insert into run (id, project_id, kind, name, status, spec, algorithm, dataset_id, tags, priority, max_attempts, attempt, summary, project_revision,
                 created_at, created_by, started_at, ended_at)
values ('00000000-0000-7000-80@@-000000000007', '00000000-0000-7000-80@@-000000000004', 'training', 'first', 'succeeded', '{"parameters": {"rounds": 20}}',
        'lightgbm', '00000000-0000-7000-80@@-000000000006', '{}', 0, 3, 1, '{"auc": 0.9}', 1, now(), '00000000-0000-7000-80@@-000000000001', now(), now()),
       ('00000000-0000-7000-80@@-000000000008', '00000000-0000-7000-80@@-000000000004', 'study', 'search', 'running', '{"parameters": {}}',
        'lightgbm', '00000000-0000-7000-80@@-000000000006', '{}', 0, 3, 1, '{}', 2, now(), '00000000-0000-7000-80@@-000000000001', now(), null),
       ('00000000-0000-7000-80@@-000000000009', '00000000-0000-7000-80@@-000000000004', 'trial', 'search #0', 'running', '{"parameters": {}}',
        'lightgbm', '00000000-0000-7000-80@@-000000000006', '{}', 0, 3, 1, '{}', 3, now(), '00000000-0000-7000-80@@-000000000001', now(), null);
insert into run_event (run_id, revision, ordinal, time, attempt, type, detail)
values ('00000000-0000-7000-80@@-000000000007', 1, 0, now(), 0, 'created', '{}');
insert into artifact (run_id, name, attempt, object_key, content_type, size_bytes, sha256, role, revision, created_at)
values ('00000000-0000-7000-80@@-000000000007', 'model.zip', 1, 'runs/@@/1/model.zip', 'application/zip', 100, 'ef', 'model', 1, now());
insert into model (id, project_id, name, latest_version, created_at)
values ('00000000-0000-7000-80@@-000000000010', '00000000-0000-7000-80@@-000000000004', 'first', 1, now());
insert into model_version (model_id, version, run_id, algorithm, task, target, format, object_key, size_bytes, sha256, signature, summary, created_at)
values ('00000000-0000-7000-80@@-000000000010', 1, '00000000-0000-7000-80@@-000000000007', 'lightgbm', 'classification', 'x', 'signalbox-model-v1',
        'runs/@@/1/model.zip', 100, 'ef', '{}', '{}', now());
update run set model_id = '00000000-0000-7000-80@@-000000000010', model_version = 1, revision = revision + 1
where id = '00000000-0000-7000-80@@-000000000007';
insert into prediction (id, model_id, model_version, row_count, created_at, created_by, deadline)
values ('00000000-0000-7000-80@@-000000000011', '00000000-0000-7000-80@@-000000000010', 1, 1, now(), '00000000-0000-7000-80@@-000000000001', now());
insert into study (run_id, definition, start_from, trials, parallelism, paused, stopping, enqueued, pruned_numbers, plan_revision, begun_trials,
                   begun_by_hand, completed_trials, pruned_trials, failed_trials, cancelled_trials, best, improvements, told_revision, revision)
values ('00000000-0000-7000-80@@-000000000008', '{}', '{}', 10, 2, false, false, '[]', '{}', 0, 1, 0, 0, 0, 0, 0, '[]', '[]', 0, 1);
insert into study_instance (study_id, place, dataset_id)
values ('00000000-0000-7000-80@@-000000000008', 1, '00000000-0000-7000-80@@-000000000006');
insert into trial (study_id, number, run_id, parameters, proposed, state, last_step, begun_at, revision)
values ('00000000-0000-7000-80@@-000000000008', 0, '00000000-0000-7000-80@@-000000000009', '{}', true, 'running', -1, now(), 1);
insert into trial_deletion (study_id, revision, numbers) values ('00000000-0000-7000-80@@-000000000008', 1, '{1}');
insert into study_event (study_id, revision, ordinal, time, type, trial, by_user, text)
values ('00000000-0000-7000-80@@-000000000008', 0, 0, now(), 'created', null, '00000000-0000-7000-80@@-000000000001', 'Asked for: maximize auc.'),
       ('00000000-0000-7000-80@@-000000000008', 1, 0, now(), 'trial_begun', 0, null, 'Trial 0 begins.');
insert into run_deletion (project_id, revision, run_ids, deleted_at)
values ('00000000-0000-7000-80@@-000000000004', 4, '{00000000-0000-7000-80@@-000000000013}', now());
insert into forgotten_deletion (project_id, revision) values ('00000000-0000-7000-80@@-000000000004', 1);
insert into service_instance (service, instance, orchestrator, version, instance_id, up, slots, slots_in_use, breaker_state, algorithms, revision, seen_at)
values ('tabular', 'tabular-@@:50051', 'orchestrator-1', '0.1.0', 'i', true, 2, 0, 'closed', '[]', 1, now());
insert into outbox (topic, key, headers, payload, created_at) values ('signalbox.commands', '@@', '{}', '\x00', now());
insert into command_sent (run_id, command_id, type, stored_at, published_at, topic, partition, "offset")
values ('00000000-0000-7000-80@@-000000000007', '00000000-0000-7000-80@@-000000000012', 'signalbox.command.start_run', now(), now(), 'signalbox.commands', 0, 0);
insert into run_moment (run_id, committed_at) values ('00000000-0000-7000-80@@-000000000007', now());
insert into run_watch (run_id, republished, next_at) values ('00000000-0000-7000-80@@-000000000009', 1, now());
insert into run_note (run_id, text, updated_at, updated_by)
values ('00000000-0000-7000-80@@-000000000007', 'good', now(), '00000000-0000-7000-80@@-000000000001');
insert into run_log_count (run_id, warnings, errors) values ('00000000-0000-7000-80@@-000000000007', 1, 0);
insert into metric_key (project_id, key) values ('00000000-0000-7000-80@@-000000000004', 'auc');
insert into run_metric (run_id, key_id, attempt, last_step, points, finite, last, min, max, mean)
select '00000000-0000-7000-80@@-000000000007'::uuid, id, 1, 20, 20, 20, 0.9, 0.5, 0.9, 0.8 from metric_key
where project_id = '00000000-0000-7000-80@@-000000000004';
insert into run_metric_backlog (run_id) values ('00000000-0000-7000-80@@-000000000007');
insert into run_removal (run_id, object_keys, requested_at) values ('00000000-0000-7000-80@@-000000000013', '{runs/gone-@@/1/a.txt}', now());
insert into run_template (id, project_id, owner_id, name, kind, run, saved_at)
values ('00000000-0000-7000-80@@-000000000014', '00000000-0000-7000-80@@-000000000004', '00000000-0000-7000-80@@-000000000001', 'mine', 'training', '{}', now());
insert into saved_view (id, project_id, owner_id, team, name, state, is_default, created_at, updated_at)
values ('00000000-0000-7000-80@@-000000000015', '00000000-0000-7000-80@@-000000000004', '00000000-0000-7000-80@@-000000000001', true, 'best', '{}', true, now(), now());
insert into short_link (id, path, created_at, created_by) values ('link-@@', '/runs', now(), '00000000-0000-7000-80@@-000000000001');
insert into idempotency_key (user_id, key, operation, fingerprint, resource_id, created_at)
values ('00000000-0000-7000-80@@-000000000001', 'k', 'StartRun', '\x01', '00000000-0000-7000-80@@-000000000007', now());
insert into dead_letter (id, state, cause, topic, headers, payload, time, arrived_at, dead_partition, dead_offset)
values ('00000000-0000-7000-80@@-000000000016', 'open', 'odd', 'signalbox.status', '[]', '\x00', now(), now(), 0, @@);
insert into alert_rule (id, project_id, owner_id, shared, name, enabled, statuses, created_at)
values ('00000000-0000-7000-80@@-000000000017', '00000000-0000-7000-80@@-000000000004', '00000000-0000-7000-80@@-000000000001', true, 'failures', true, '{failed}', now());
insert into alert_rule (id, project_id, owner_id, shared, name, enabled, study_improved, study_by, study_ended, scope_run_id, created_at)
values ('00000000-0000-7000-80@@-000000000022', '00000000-0000-7000-80@@-000000000004', '00000000-0000-7000-80@@-000000000001', true, 'better', true, true, 0.01, true,
        '00000000-0000-7000-80@@-000000000008', now());
insert into alert (rule_id, run_id, cause, created_at)
values ('00000000-0000-7000-80@@-000000000017', '00000000-0000-7000-80@@-000000000007', 'status:failed', now());
insert into alert_watch (rule_id, run_id, attempt, sequence, streak)
values ('00000000-0000-7000-80@@-000000000017', '00000000-0000-7000-80@@-000000000007', 1, 1, 0);
insert into run_mute (user_id, run_id) values ('00000000-0000-7000-80@@-000000000001', '00000000-0000-7000-80@@-000000000007');
insert into notification_inbox (user_id, revision) values ('00000000-0000-7000-80@@-000000000001', 1);
insert into notification (id, user_id, kind, severity, project_id, run_id, rule_id, title, text, view, created_at, revision)
values ('00000000-0000-7000-80@@-000000000018', '00000000-0000-7000-80@@-000000000001', 'run_failed', 'error', '00000000-0000-7000-80@@-000000000004',
        '00000000-0000-7000-80@@-000000000007', '00000000-0000-7000-80@@-000000000017', 'Failed', '', 'run', now(), 1);
insert into notification (id, user_id, kind, severity, project_id, run_id, rule_id, title, text, view, trial, created_at, revision)
values ('00000000-0000-7000-80@@-000000000023', '00000000-0000-7000-80@@-000000000001', 'study_improved', 'info', '00000000-0000-7000-80@@-000000000004',
        '00000000-0000-7000-80@@-000000000008', '00000000-0000-7000-80@@-000000000022', 'Better', '', 'study', 0, now(), 2);
insert into webhook (id, project_id, name, url, events, sealed_secret, enabled, created_at, created_by)
values ('00000000-0000-7000-80@@-000000000019', '00000000-0000-7000-80@@-000000000004', 'chat', 'https://receiver.invalid', '{run_failed}', '\x01', true,
        now(), '00000000-0000-7000-80@@-000000000001');
insert into webhook_delivery (id, webhook_id, event, body, state, next_at, created_at)
values ('00000000-0000-7000-80@@-000000000020', '00000000-0000-7000-80@@-000000000019', 'run_failed', '{}', 'pending', now(), now());
insert into webhook_attempt (delivery_id, attempt, requested_at, duration_millis, status)
values ('00000000-0000-7000-80@@-000000000020', 1, now(), 5, 200);
insert into inventory (id, state, requested_by, requested_at, step, seen, expected, findings, removable, removable_bytes, found_at, removed, removed_bytes,
                       gone, spared)
values ('00000000-0000-7000-80@@-000000000021', 'found', '00000000-0000-7000-80@@-000000000001', now(), 'ledgers', 4, 4, '{}', 1, 5, now(), 0, 0, 0, 0);
insert into orphan (inventory_id, number, kind, name, bytes, changed_at)
values ('00000000-0000-7000-80@@-000000000021', 1, 'run_objects', 'runs/gone/1/a.txt', 5, now());
insert into chore (name, started_at, ended_at, next_at) values ('log_retention', now(), now(), now())
on conflict (name) do update set started_at = excluded.started_at, ended_at = excluded.ended_at, next_at = excluded.next_at;
insert into retention_run (project_id, subject, ran_at, removed, removed_total) values ('00000000-0000-7000-80@@-000000000004', 'lines', now(), 10, 10);
insert into upload (id, project_id, user_id, file_name, fingerprint, size_bytes, created_at, changed_at, expires_at)
values ('00000000-0000-7000-80@@-000000000024', null, '00000000-0000-7000-80@@-000000000001', 'churn.signalbox.tar', 'f', 8, now(), now(), now());
insert into project_import (id, user_id, upload_id, file_name, size_bytes, name, state, attempt, done_bytes, phase_at, leased_until, created_at)
values ('00000000-0000-7000-80@@-000000000025', '00000000-0000-7000-80@@-000000000001', '00000000-0000-7000-80@@-000000000024', 'churn.signalbox.tar', 8, null,
        'storing', 1, 4, now(), now(), now());
insert into import_run (run_id, import_id, attempt)
values ('00000000-0000-7000-80@@-000000000026', '00000000-0000-7000-80@@-000000000025', 1);
insert into import_object (object_key, import_id, attempt, size_bytes, sha256)
values ('imports/@@/1/ab', '00000000-0000-7000-80@@-000000000025', 1, 8, 'ab');
insert into import_origin (id, original_id, project_id)
values ('00000000-0000-7000-80@@-000000000007', '00000000-0000-7000-80@@-000000000027', '00000000-0000-7000-80@@-000000000004');
insert into run_event (run_id, revision, ordinal, time, attempt, type, detail)
values ('00000000-0000-7000-80@@-000000000007', 2, 0, now(), 0, 'imported', '{"project": "there"}');
