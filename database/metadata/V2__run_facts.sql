-- What people ask of a run that waits, is stopped or has gone quiet; dead letters; limits of projects; several orchestrators' words.

update schema_version set version = 2;

-- ------------------------------------------------------------------------------------------------------------- project
alter table project
    add column max_running           integer not null default 0 check (max_running >= 0),
    add column weight                integer not null default 1 check (weight >= 1),
    add column log_retention_days    integer not null default 90 check (log_retention_days >= 0),
    add column metric_retention_days integer not null default 90 check (metric_retention_days >= 0);
comment on column project.max_running is 'How many runs may execute at the same time; 0: no limit of its own.';
comment on column project.log_retention_days is 'Days after the end of a run; 0: for ever.';
comment on column project.metric_retention_days is 'Days after the end of a run; 0: for ever.';

-- ----------------------------------------------------------------------------------------------------------------- run
alter table run
    add column wait_reason     jsonb,
    add column stop            jsonb,
    add column stale_events    bigint not null default 0,
    add column first_event_at  timestamptz,
    add column last_event_at   timestamptz,
    add column metrics_expired boolean not null default false;
create index run_stale_events on run (stale_events) where stale_events > 0;
create index run_metrics_kept on run (ended_at) where ended_at is not null and not metrics_expired;
comment on column run.wait_reason is '{"kind", "service", "ahead", "until", "text"}; null when it does not wait.';
comment on column run.stop is 'The steps of a stop that was asked for; null when none was.';
comment on column run.stale_events is 'Events of fenced attempts that were refused.';
comment on column run.first_event_at is 'When an ML service first told something of it.';
comment on column run.metrics_expired is 'Its metric points were removed after the project''s retention time.';

create table run_watch (
    run_id      uuid primary key references run on delete cascade,
    republished integer not null,
    next_at     timestamptz not null
);
comment on table run_watch is 'Runs that went quiet: how often their command was published again in a row, and when they are looked at next.';

create table command_sent (
    run_id       uuid not null,
    command_id   uuid not null,
    type         text not null,
    stored_at    timestamptz not null,
    published_at timestamptz not null,
    topic        text not null,
    partition    integer not null,
    "offset"     bigint not null,
    primary key (run_id, command_id)
);
comment on table command_sent is 'Where Kafka has the commands of a run. No reference to run: the relay must never fail for a run that is gone.';

create table run_moment (
    run_id       uuid primary key,
    committed_at timestamptz,
    pushed_at    timestamptz
);
comment on table run_moment is 'When the end of a run was committed, and when it first went to a viewer.';

-- ------------------------------------------------------------------------------------------------------------- service
alter table service_instance
    add column orchestrator text not null default '',
    add column facts        jsonb not null default '{}',
    add column aged         boolean not null default false,
    drop constraint service_instance_pkey,
    add primary key (instance, orchestrator);
comment on column service_instance.orchestrator is 'Who says so: each orchestrator has breakers of its own.';
comment on column service_instance.facts is 'What its breaker and its queue know.';
comment on column service_instance.aged is 'Nobody has spoken of it for a while, and viewers have been told.';

-- --------------------------------------------------------------------------------------------------------------- event
create table dead_letter (
    id             uuid primary key,
    state          text not null check (state in ('open', 'replayed', 'discarded')),
    cause          text not null,
    topic          text not null,
    partition      integer,
    "offset"       bigint,
    key            text,
    headers        jsonb not null,
    payload        bytea not null,
    time           timestamptz not null,
    arrived_at     timestamptz not null,
    dead_partition integer not null,
    dead_offset    bigint not null,
    changed_at     timestamptz,
    changed_by     uuid references user_account,
    unique (dead_partition, dead_offset, time)
);
create index dead_letter_state on dead_letter (state, id desc);
comment on column dead_letter.topic is 'Where it lay before; empty when it does not say.';
comment on column dead_letter.headers is 'Array of {name, value}, as they were, without those that the burial added.';
