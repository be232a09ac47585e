-- Jumping to a run by the beginning of its name.

update schema_version set version = greatest(version, 7);

create index run_name_start on run (project_id, lower(name) text_pattern_ops);
