-- What a program of version 4 writes, a row of everything. @@ stands for a number, so that it can be written several times.
insert into log_stream (id, kind, project_id, last_position, last_line_at)
values ('00000000-0000-7000-80@@-000000000007', 'run', '00000000-0000-7000-80@@-000000000004', 1, now());
insert into log_stream (id, kind, name, address) values ('00000000-0000-7000-80@@-000000000030', 'source', 'host-@@', '192.0.2.1');
insert into log_attempt (stream_id, attempt, instance, stored, highest, info, first_time, last_time)
values ('00000000-0000-7000-80@@-000000000007', 1, 'tabular-1:50051', 1, 1, 1, now(), now());
insert into log_batch (batch, stream_id, attempt, from_seq, to_seq, from_position, to_position, from_time, to_time, stored_at, lines, critical, error,
                       warning, info, debug)
values (@@, '00000000-0000-7000-80@@-000000000007', 1, 1, 1, 1, 1, now(), now(), now(), 1, 0, 0, 0, 1, 0);
insert into log_line (stored_at, batch, seq, position, time, cut, stream_id, attempt, level, stream, logger, phase, text)
values (now(), @@, 1, 1, now(), 0, '00000000-0000-7000-80@@-000000000007', 1, 6, 0, '', '', 'hello');
update log_attempt set seal = 'complete', sealed_at = now() where stream_id = '00000000-0000-7000-80@@-000000000007';
insert into metric_attempt (run_id, attempt, last_sequence, last_ordinal, first_time)
values ('00000000-0000-7000-80@@-000000000007', 1, 1, 0, now());
insert into metric_series (run_id, attempt, key, role, ordered, points, nans, highs, lows, first_step, last_step, min_time, max_time, min, max, sum,
                           newest, newest_step, newest_time, last_sequence, packed_until, loose, tail)
values ('00000000-0000-7000-80@@-000000000007', 1, 'loss', 'loss', true, 1, 0, 0, 0, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 0, 0, '\x00');
insert into metric_segment (series_id, last_sequence, first_sequence, points, odd, min_step, max_step, min_time, max_time, content)
select id, 1, 1, 1, 0, 1, 1, 1, 1, '\x00'::bytea from metric_series where run_id = '00000000-0000-7000-80@@-000000000007';
