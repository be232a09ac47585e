-- Whether a list has a run, without its wide row: a page sorted by a metric asks that of each run that stands before it.

update schema_version set version = greatest(version, 18);

create index run_listed_id on run (id) include (project_id) where archived_at is null and kind <> 'trial';
