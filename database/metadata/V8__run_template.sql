-- Templates of the launch form, and a way to the runs that failed in the same way.

update schema_version set version = greatest(version, 8);

create table run_template (
    id         uuid primary key,
    project_id uuid not null references project on delete cascade,
    owner_id   uuid not null references user_account,
    name       text not null,
    kind       text not null,
    run        jsonb not null,
    saved_at   timestamptz not null,
    unique (project_id, owner_id, name)
);
comment on column run_template.run is 'A wanted run as the launch form keeps it; may be incomplete.';

create index run_failure on run (project_id, (failure ->> 'code'), id desc) where failure is not null;
