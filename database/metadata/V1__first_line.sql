-- The truth about users, projects, datasets, runs and models, and the outbox through which commands leave.
-- Names: singular tables, snake_case. Ids are UUIDv7 made by the application. Times are timestamptz.

create table schema_version (
    singleton boolean primary key default true check (singleton),
    version   integer not null
);
insert into schema_version (version) values (1);
comment on table schema_version is 'The version that the backend compares with the one it was built for.';

-- ------------------------------------------------------------------------------------------------------------ identity
create table user_account (
    id            uuid primary key,
    email         text not null,
    name          text not null,
    password_hash text not null,
    administrator boolean not null,
    created_at    timestamptz not null
);
create unique index user_account_email on user_account (lower(email));
comment on column user_account.password_hash is 'Argon2id in PHC string format.';

create table session (
    id           uuid primary key,
    user_id      uuid not null references user_account on delete cascade,
    secret_hash  bytea not null,
    previous_secret_hash bytea,
    created_at   timestamptz not null,
    renewed_at   timestamptz not null,
    expires_at   timestamptz not null
);
create index session_of_user on session (user_id);
comment on column session.secret_hash is 'SHA-256 of the current refresh secret. A secret that equals previous_secret_hash was used twice: the session ends.';

create table api_token (
    id           uuid primary key,
    user_id      uuid not null references user_account on delete cascade,
    name         text not null,
    secret_hash  bytea not null unique,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    last_used_at timestamptz
);
create index api_token_user on api_token (user_id);

-- ------------------------------------------------------------------------------------------------------------- project
create table project (
    id            uuid primary key,
    name          text not null,
    description   text not null,
    run_revision  bigint not null default 0,
    created_at    timestamptz not null
);
create unique index project_name on project (lower(name));
comment on column project.run_revision is 'Grows with every change of a run of the project, inside the changing transaction: the cursor of the runs list.';

create table project_member (
    project_id uuid not null references project on delete cascade,
    user_id    uuid not null references user_account on delete cascade,
    role       text not null check (role in ('viewer', 'editor', 'admin')),
    primary key (project_id, user_id)
);
create index project_member_user on project_member (user_id);

-- ------------------------------------------------------------------------------------------------------------- dataset
create table dataset (
    id         uuid primary key,
    project_id uuid not null references project,
    name       text not null,
    format     text not null check (format in ('csv', 'parquet')),
    delimiter  text,
    object_key text not null,
    size_bytes bigint not null,
    sha256     text not null,
    row_count  bigint not null,
    columns    jsonb not null,
    preview    jsonb not null,
    profile    jsonb not null,
    created_at timestamptz not null,
    created_by uuid not null references user_account
);
create index dataset_project on dataset (project_id, id desc);
comment on column dataset.columns is 'Array of {name, type}, in the order of the file.';

-- ----------------------------------------------------------------------------------------------------------------- run
create table run (
    id                uuid primary key,
    project_id        uuid not null references project,
    kind              text not null check (kind in ('training', 'prediction')),
    name              text not null,
    status            text not null check (status in ('created', 'queued', 'starting', 'running', 'lost_contact', 'retrying',
                                                      'cancelling', 'succeeded', 'failed', 'cancelled', 'timed_out')),
    status_reason     text,
    spec              jsonb not null,
    algorithm         text,
    dataset_id        uuid references dataset,
    model_id          uuid,
    model_version     integer,
    tags              text[] not null,
    priority          integer not null,
    max_attempts      integer not null,
    attempt           integer not null default 0,
    service           text,
    instance          text,
    progress          jsonb,
    progress_sequence bigint not null default 0,
    summary           jsonb not null default '{}',
    failure           jsonb,
    stopped_early     boolean not null default false,
    status_sequence   bigint not null default 0,
    revision          bigint not null default 1,
    project_revision  bigint not null,
    trace_id          text,
    created_at        timestamptz not null,
    created_by        uuid not null references user_account,
    started_at        timestamptz,
    ended_at          timestamptz,
    last_contact_at   timestamptz
);
create index run_project on run (project_id, id desc);
create index run_project_revision on run (project_id, project_revision);
create index run_project_status on run (project_id, status, id desc);
create index run_dataset on run (dataset_id);
create index run_model on run (model_id);
create index run_live on run (last_contact_at) where status in ('created', 'queued', 'starting', 'running', 'lost_contact', 'retrying', 'cancelling');
comment on column run.revision is 'Grows with every change of the row: the cursor of the run page.';
comment on column run.project_revision is 'project.run_revision at the last change.';
comment on column run.status_sequence is 'Number of the last lifecycle status taken; smaller ones are repeats.';
comment on column run.progress_sequence is 'Event number, within the attempt, of the stored progress.';

create table run_event (
    run_id   uuid not null references run on delete cascade,
    revision bigint not null,
    ordinal  integer not null,
    time     timestamptz not null,
    attempt  integer not null,
    type     text not null,
    detail   jsonb not null,
    primary key (run_id, revision, ordinal)
);
comment on column run_event.revision is 'run.revision of the change that wrote it; ordinal tells several of one change apart.';

create table artifact (
    run_id       uuid not null references run on delete cascade,
    name         text not null,
    attempt      integer not null,
    object_key   text not null,
    content_type text not null,
    size_bytes   bigint not null,
    sha256       text not null,
    role         text not null,
    revision     bigint not null,
    created_at   timestamptz not null,
    primary key (run_id, name)
);
create index artifact_revision on artifact (run_id, revision);

-- --------------------------------------------------------------------------------------------------------------- model
create table model (
    id             uuid primary key,
    project_id     uuid not null references project,
    name           text not null,
    latest_version integer not null,
    created_at     timestamptz not null
);
create unique index model_name on model (project_id, name);
create index model_project on model (project_id, id desc);

create table model_version (
    model_id   uuid not null references model on delete cascade,
    version    integer not null,
    run_id     uuid not null unique references run,
    algorithm  text not null,
    task       text not null,
    target     text not null,
    format     text not null,
    object_key text not null,
    size_bytes bigint not null,
    sha256     text not null,
    signature  jsonb not null,
    summary    jsonb not null,
    created_at timestamptz not null,
    primary key (model_id, version)
);
alter table run add constraint run_model_version foreign key (model_id, model_version) references model_version (model_id, version);

-- ---------------------------------------------------------------------------------------------------------- prediction
create table prediction (
    id            uuid primary key,
    model_id      uuid not null,
    model_version integer not null,
    row_count     integer not null,
    created_at    timestamptz not null,
    created_by    uuid not null references user_account,
    deadline      timestamptz not null,
    answered_at   timestamptz,
    answer        jsonb,
    foreign key (model_id, model_version) references model_version (model_id, version) on delete cascade
);
create index prediction_created on prediction (created_at);
comment on column prediction.answer is '{"predictions": …, "inferenceMillis": …} or {"error": {"kind", "message"}}; null until answered.';

-- ------------------------------------------------------------------------------------------------------------- service
create table service_instance (
    service       text not null,
    instance      text not null,
    version       text not null,
    instance_id   text not null,
    up            boolean not null,
    slots         integer not null,
    slots_in_use  integer not null,
    breaker_state text not null,
    last_error    text,
    algorithms    jsonb not null,
    revision      bigint not null,
    seen_at       timestamptz not null,
    primary key (service, instance)
);
create sequence service_revision;

-- --------------------------------------------------------------------------------------------------------------- event
create table outbox (
    id           bigint generated always as identity primary key,
    topic        text not null,
    key          text not null,
    headers      jsonb not null,
    payload      bytea not null,
    created_at   timestamptz not null
);
comment on table outbox is 'Commands that have not reached Kafka yet. The relay takes rows with FOR UPDATE SKIP LOCKED and deletes them once the broker has them.';

create table idempotency_key (
    user_id      uuid not null references user_account on delete cascade,
    key          text not null,
    operation    text not null,
    fingerprint  bytea not null,
    resource_id  uuid not null,
    created_at   timestamptz not null,
    primary key (user_id, operation, key)
);
create index idempotency_key_created on idempotency_key (created_at);
