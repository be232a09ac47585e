-- What people want to hear of runs, what they have heard, and the webhooks that hear it too.

update schema_version set version = greatest(version, 9);

-- -------------------------------------------------------------------------------------------------------- notification
create table alert_rule (
    id            uuid primary key,
    project_id    uuid not null references project on delete cascade,
    owner_id      uuid not null references user_account on delete cascade,
    shared        boolean not null,
    name          text not null,
    enabled       boolean not null,
    statuses      text[],
    metric_key    text,
    aggregate     text check (aggregate in ('last', 'min', 'max')),
    comparison    text check (comparison in ('above', 'at_least', 'below', 'at_most')),
    threshold     double precision,
    points        integer check (points >= 1),
    scope_kind    text check (scope_kind in ('training', 'prediction')),
    scope_tag     text,
    scope_name    text,
    scope_run_id  uuid references run on delete cascade,
    created_at    timestamptz not null,
    last_fired_at timestamptz,
    check ((statuses is null) = (metric_key is not null and aggregate is not null and comparison is not null
                                 and threshold is not null and points is not null))
);
create index alert_rule_project on alert_rule (project_id, id desc);
create index alert_rule_metric on alert_rule (metric_key, project_id) where metric_key is not null and enabled;
create index alert_rule_run on alert_rule (scope_run_id) where scope_run_id is not null;
comment on column alert_rule.shared is 'It tells every member and the project''s webhooks; else its owner alone.';
comment on column alert_rule.threshold is 'NaN and infinities never get here.';

create table alert_watch (
    rule_id  uuid not null references alert_rule on delete cascade,
    run_id   uuid not null references run on delete cascade,
    attempt  integer not null,
    sequence bigint not null,
    extreme  double precision,
    streak   integer not null,
    primary key (rule_id, run_id)
);
create index alert_watch_run on alert_watch (run_id);
comment on table alert_watch is 'What a metric rule has seen of a run: up to which report, the extreme so far, and how many points in a row have met it.';

create table alert (
    rule_id    uuid not null references alert_rule on delete cascade,
    run_id     uuid not null references run on delete cascade,
    cause      text not null,
    created_at timestamptz not null,
    primary key (rule_id, run_id, cause)
);
create index alert_run on alert (run_id);
comment on table alert is 'What has fired. It stays when notifications go, so that nothing fires twice.';

create table notification_inbox (
    user_id  uuid primary key references user_account on delete cascade,
    revision bigint not null
);
comment on table notification_inbox is 'revision grows with every change of the user''s notifications, inside the changing transaction: the cursor of the inbox.';

create table notification (
    id         uuid primary key,
    user_id    uuid not null references user_account on delete cascade,
    kind       text not null,
    severity   text not null check (severity in ('success', 'info', 'warning', 'error')),
    project_id uuid not null references project on delete cascade,
    run_id     uuid references run on delete cascade,
    rule_id    uuid references alert_rule on delete set null,
    title      text not null,
    text       text not null,
    view       text not null check (view in ('run', 'log', 'charts', 'webhooks')),
    attempt    integer,
    metric_key text,
    step       bigint,
    created_at timestamptz not null,
    read_at    timestamptz,
    revision   bigint not null
);
create index notification_user on notification (user_id, id desc);
create index notification_unread on notification (user_id) where read_at is null;
create index notification_revision on notification (user_id, revision);
create index notification_created on notification (created_at);
create index notification_run on notification (run_id);
create index notification_rule on notification (rule_id);
create index notification_project on notification (project_id);

create table run_mute (
    user_id uuid not null references user_account on delete cascade,
    run_id  uuid not null references run on delete cascade,
    primary key (user_id, run_id)
);
create index run_mute_run on run_mute (run_id);

create table webhook (
    id                uuid primary key,
    project_id        uuid not null references project on delete cascade,
    name              text not null,
    url               text not null,
    events            text[] not null,
    sealed_secret     bytea not null,
    enabled           boolean not null,
    disabled_reason   text,
    failures_in_a_row integer not null default 0,
    created_at        timestamptz not null,
    created_by        uuid not null references user_account
);
create index webhook_project on webhook (project_id, id desc);
comment on column webhook.sealed_secret is 'The signing secret, encrypted by AES-256-GCM under a key that is not in the database and bound to the row''s id.';

create table webhook_delivery (
    id            uuid primary key,
    webhook_id    uuid not null references webhook on delete cascade,
    event         text not null,
    body          text not null,
    state         text not null check (state in ('pending', 'delivered', 'failed')),
    tries         integer not null default 0,
    attempts      integer not null default 0,
    next_at       timestamptz,
    leased_until  timestamptz,
    created_at    timestamptz not null
);
create index webhook_delivery_webhook on webhook_delivery (webhook_id, id desc);
create index webhook_delivery_due on webhook_delivery (next_at) where state = 'pending';
create index webhook_delivery_leased on webhook_delivery (webhook_id, leased_until) where leased_until is not null;
create index webhook_delivery_created on webhook_delivery (created_at);
comment on table webhook_delivery is 'The outbox of webhooks: written with what caused it, taken with FOR UPDATE SKIP LOCKED, kept as the delivery log.';
comment on column webhook_delivery.tries is 'Attempts since it was last asked for; attempts counts all there ever were.';
comment on column webhook_delivery.leased_until is 'Until then one backend sends it; a backend that dies lets it go by itself.';

create table webhook_attempt (
    delivery_id     uuid not null references webhook_delivery on delete cascade,
    attempt         integer not null,
    requested_at    timestamptz not null,
    duration_millis bigint not null,
    status          integer,
    error           text,
    primary key (delivery_id, attempt)
);
