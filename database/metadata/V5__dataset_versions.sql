-- Datasets get versions, remember what they were read from, and uploads survive a restart.
-- A row of dataset is one version, as before: what refers to a dataset refers to its bytes. The name is the same on all versions of a
-- family, so that whoever joins the table to show a name needs no second one.

alter table dataset
    add column family_id     uuid,
    add column version       integer not null default 1 check (version >= 1),
    add column description   text not null default '',
    add column source        jsonb,
    add column source_sha256 text,
    add column skipped_rows  bigint not null default 0,
    add column skipped       jsonb not null default '[]',
    add column target        text,
    add column task          text check (task in ('classification', 'regression')),
    add column quality       jsonb;
update dataset set family_id = id, source_sha256 = sha256;
alter table dataset
    alter column family_id set not null,
    alter column source_sha256 set not null,
    add constraint dataset_family_version unique (family_id, version);
create index dataset_source on dataset (project_id, source_sha256);
comment on column dataset.family_id is 'The id of the first version; the same on all versions of a name.';
comment on column dataset.source is 'What was uploaded and how it was read; null for what was stored before there were choices.';
comment on column dataset.source_sha256 is 'Of the bytes as uploaded: equal ones are the same content.';
comment on column dataset.skipped is 'The first rows that were left out, as {line, column, text, detail}; skipped_rows counts all.';
comment on column dataset.quality is '{missingShare, duplicateShare, leaking}; null for what was stored before it was looked at.';

create table upload (
    id          uuid primary key,
    project_id  uuid not null references project on delete cascade,
    user_id     uuid not null references user_account on delete cascade,
    file_name   text not null,
    fingerprint text not null,
    size_bytes  bigint not null check (size_bytes >= 0),
    bytes_there bigint not null default 0 check (bytes_there between 0 and size_bytes),
    sha256      text,
    refusal     jsonb,
    dataset_id  uuid references dataset on delete cascade deferrable initially deferred,
    created_at  timestamptz not null,
    changed_at  timestamptz not null,
    expires_at  timestamptz not null
);
create index upload_owner on upload (user_id, project_id, id desc);
create index upload_expires on upload (expires_at);
comment on column upload.bytes_there is 'How many bytes are safely on the disk of the spool: the offset at which the client goes on.';
comment on column upload.fingerprint is 'The client''s mark of the file, to know it again after a reload.';
comment on column upload.refusal is '{code, detail} of the last attempt to make a dataset of it; null when there was none.';

update schema_version set version = greatest(version, 5);
