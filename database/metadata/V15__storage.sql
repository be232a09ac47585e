-- What is stored and nobody names, the work that the backend does by itself, and how old a program may be.

alter table schema_version add column lowest_program integer not null default 15;
update schema_version set version = greatest(version, 15), lowest_program = greatest(lowest_program, 15);
comment on column schema_version.lowest_program is 'A program that was built for this version, or for a later one up to version, works with the schema: docs/guides/upgrade.md.';

-- ------------------------------------------------------------------------------------------------------------- objects
-- Each column that holds the key of an object is in the view: what is not there is an orphan. The order of the store is that of bytes.
create index artifact_object on artifact (object_key collate "C");
create index model_version_object on model_version (object_key collate "C");
create index dataset_object on dataset (object_key collate "C");
create index dataset_rows_object on dataset ((object_key || '.rows') collate "C");
create index dataset_sample_object on dataset ((object_key || '.sample') collate "C");
create index dataset_original_object on dataset ((source ->> 'objectKey') collate "C");

create view named_object as
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
    select going.key collate "C", false, requested_at from run_removal, unnest(object_keys) as going (key);
comment on view named_object is 'The keys that rows name, some of them twice. needed: what the row tells of is lost without the object.';

-- ----------------------------------------------------------------------------------------------------------- inventory
create table inventory (
    id              uuid primary key,
    state           text not null check (state in ('looking', 'found', 'removing', 'removed', 'stopped', 'failed')),
    requested_by    uuid not null references user_account,
    requested_at    timestamptz not null,
    step            text not null,
    after_name      text,
    seen            bigint not null,
    expected        bigint not null,
    findings        jsonb not null,
    removable       bigint not null,
    removable_bytes bigint not null,
    found_at        timestamptz,
    removal_by      uuid references user_account,
    removal_at      timestamptz,
    removed         bigint not null,
    removed_bytes   bigint not null,
    gone            bigint not null,
    spared          bigint not null,
    ended_at        timestamptz,
    problem         text,
    claimed_by      uuid,
    claimed_until   timestamptz
);
create unique index inventory_active on inventory ((true)) where state in ('looking', 'removing');
create index inventory_requested on inventory (requested_at);
comment on table inventory is 'A walk through the stores that finds orphans, and the removal of what it found. Kept as the record of who removed what.';
comment on column inventory.step is 'Where the walk is; with after_name, the last thing that was looked at, where it goes on after a crash.';
comment on column inventory.findings is '{kind: {things, bytes, orphans, ...}}.';
comment on column inventory.removable is 'How many rows of orphan it has; removable_bytes, how large they are.';
comment on column inventory.claimed_by is 'The backend that works at it, until claimed_until. What another one says of it is refused.';

create table orphan (
    inventory_id uuid not null references inventory on delete cascade,
    number       bigint not null,
    kind         text not null,
    name         text not null,
    upload_id    text,
    bytes        bigint,
    entries      bigint,
    changed_at   timestamptz not null,
    outcome      text check (outcome in ('removed', 'gone', 'named', 'changed')),
    primary key (inventory_id, number)
);
create index orphan_left on orphan (inventory_id, number) where outcome is null;
comment on column orphan.name is 'The key of an object, or the id of a run.';
comment on column orphan.upload_id is 'Of an upload in parts that was never finished.';
comment on column orphan.entries is 'Lines, points or rows of a run that is not there; null for an object.';
comment on column orphan.outcome is 'What the removal made of it: it was gone already, a row names it now, or it has changed. Null until its turn.';

-- --------------------------------------------------------------------------------------------------------------- chore
create table chore (
    name          text primary key,
    started_at    timestamptz,
    ended_at      timestamptz,
    next_at       timestamptz,
    removed       bigint not null default 0,
    removed_at    timestamptz,
    removed_total bigint not null default 0,
    failures      integer not null default 0,
    failing_since timestamptz,
    problem       text,
    claimed_until timestamptz
);
comment on table chore is 'Work that the backend does again and again by itself: when it was last done, and what it removed.';
comment on column chore.removed is 'When it last removed anything, at removed_at; removed_total since there is this row.';
comment on column chore.failures is 'In a row, since failing_since.';

create table retention_run (
    project_id    uuid not null references project on delete cascade,
    subject       text not null check (subject in ('lines', 'points')),
    ran_at        timestamptz not null,
    removed       bigint not null,
    removed_total bigint not null,
    primary key (project_id, subject)
);
comment on table retention_run is 'What retention last removed of a project: at ran_at, the beginning of that run of the chore.';
