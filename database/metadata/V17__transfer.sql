-- Projects as files: uploads that belong to no project yet, imports, and where imported things come from.
-- pause: a program of version 16 can read neither the file of a project among uploads nor what tells that a run was imported

update schema_version set version = greatest(version, 17), lowest_program = greatest(lowest_program, 17);

-- ------------------------------------------------------------------------------------------------------------- dataset
alter table upload alter column project_id drop not null;
comment on column upload.project_id is 'Null for the file of a project, of which a new one is to be made.';

-- ------------------------------------------------------------------------------------------------------------ transfer
create table project_import (
    id           uuid primary key,
    user_id      uuid not null references user_account on delete cascade,
    upload_id    uuid references upload on delete set null,
    file_name    text not null,
    size_bytes   bigint not null,
    name         text,
    state        text not null check (state in ('waiting', 'checking', 'storing', 'finishing', 'done', 'failed', 'cancelled')),
    attempt      integer not null default 0,
    done_bytes   bigint not null default 0,
    phase_at     timestamptz not null,
    leased_until timestamptz,
    origin       jsonb,
    content      jsonb,
    refusal      jsonb,
    project_id   uuid references project on delete set null,
    created_at   timestamptz not null,
    ended_at     timestamptz
);
create index project_import_owner on project_import (user_id, id desc);
create index project_import_upload on project_import (upload_id);
create index project_import_ended on project_import (ended_at) where ended_at is not null;
create index project_import_active on project_import (id) where ended_at is null;
create index project_import_project on project_import (project_id);
comment on table project_import is 'A project file on its way to become a project.';
comment on column project_import.name is 'As wished; null for the name in the file with an addition.';
comment on column project_import.attempt is 'How often it was begun: each attempt gives ids and keys of its own.';
comment on column project_import.done_bytes is 'How much of the file was read in its present state.';
comment on column project_import.phase_at is 'Since when it has its present state.';
comment on column project_import.leased_until is 'Until then one backend works on it, or it waits; a backend that dies lets it go by itself.';
comment on column project_import.origin is '{projectId, name, exportedAt, product} of the file; null until it was read.';
comment on column project_import.content is 'Counts of what is in the file; null until it was read.';
comment on column project_import.refusal is '{code, arguments} of a failed one.';
comment on column project_import.project_id is 'What was made of it; null until then, and when that is deleted.';

create table import_run (
    run_id    uuid primary key,
    import_id uuid not null,
    attempt   integer not null
);
create index import_run_import on import_run (import_id);
comment on table import_run is 'Runs whose points and log lines an import has begun to store, noted before: what no project has in the end is removed. No reference to the import: that may go first.';

create table import_object (
    object_key text collate "C" primary key,
    import_id  uuid not null,
    attempt    integer not null,
    size_bytes bigint not null,
    sha256     text not null,
    noted_at   timestamptz not null default now()
);
create index import_object_import on import_object (import_id);
comment on table import_object is 'Objects that an import has begun to store, noted before, as import_run.';

-- What an import stores is no orphan: either a row names it in the end, or it is removed by this note.
create or replace view named_object as
    select object_key collate "C" as object_key, true as needed, created_at as named_at from artifact
    union all
    select object_key collate "C", true, created_at from model_version
    union all
    select object_key collate "C", true, created_at from dataset
    union all
    select (object_key || '.rows') collate "C", false, created_at from dataset
    union all
    select (object_key || '.sample') collate "C", false, created_at from dataset
    union all
    select (source ->> 'objectKey') collate "C", true, created_at from dataset where source ->> 'objectKey' is not null
    union all
    select going.key collate "C", false, requested_at from run_removal, unnest(object_keys) as going (key)
    union all
    select object_key, false, noted_at from import_object;

create table import_origin (
    id          uuid primary key,
    original_id uuid not null,
    project_id  uuid not null references project on delete cascade
);
create index import_origin_original on import_origin (original_id);
create index import_origin_project on import_origin (project_id);
comment on table import_origin is 'What imported datasets, runs and models were called where they come from.';

-- Runs and versions of models name each other, and a project one of its runs: who inserts all of them at once checks that at the end.
alter table run alter constraint run_model_version deferrable initially immediate;
alter table project alter constraint project_baseline_run_id_fkey deferrable initially immediate;
