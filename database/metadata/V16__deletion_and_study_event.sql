-- Deletions that whoever follows a project or a study hears of, what happened in a study, and alerts on studies.
-- pause: a program of version 15 fails at an alert rule that waits for a study

update schema_version set version = greatest(version, 16), lowest_program = greatest(lowest_program, 16);

-- ------------------------------------------------------------------------------------------------------------ deletion
create table run_deletion (
    project_id uuid not null references project on delete cascade,
    revision   bigint not null,
    run_ids    uuid[] not null,
    deleted_at timestamptz not null,
    primary key (project_id, revision)
);
create index run_deletion_deleted_at on run_deletion (deleted_at);
comment on table run_deletion is 'Runs that were deleted, in the order of all that happened to the runs of their project. Kept for some days.';
comment on column run_deletion.revision is 'project.run_revision of the deletion.';
comment on column run_deletion.run_ids is 'Those that were named. The trials of a study among them are gone with it.';

create table forgotten_deletion (
    project_id uuid primary key references project on delete cascade,
    revision   bigint not null
);
comment on table forgotten_deletion is 'The largest revision that was removed from run_deletion: whoever goes on from before it may have missed a deletion.';

create table trial_deletion (
    study_id uuid not null references study on delete cascade,
    revision bigint not null,
    numbers  integer[] not null,
    primary key (study_id, revision)
);
comment on table trial_deletion is 'Trials that were deleted from a study that stays, in the order of all that happened to it. A number is never given again.';
comment on column trial_deletion.revision is 'study.revision of the deletion.';

-- --------------------------------------------------------------------------------------------------------------- study
create table study_event (
    study_id uuid not null references study on delete cascade,
    revision bigint not null,
    ordinal  integer not null,
    time     timestamptz not null,
    type     text not null,
    trial    integer,
    by_user  uuid references user_account,
    text     text not null,
    primary key (study_id, revision, ordinal)
);
create index study_event_trial on study_event (study_id, trial, revision, ordinal) where trial is not null;
comment on table study_event is 'The log of a study: what its conductor did and what people asked of it, written in the transaction that stored it.';
comment on column study_event.revision is 'study.revision of the change that wrote it; ordinal tells several of one change apart.';
comment on column study_event.time is 'When it happened, as its reporter says.';
comment on column study_event.trial is 'The number of the trial it is about, which may have been deleted since; null when it is about the study.';
comment on column study_event.by_user is 'Who asked for it; null when nobody did.';

-- -------------------------------------------------------------------------------------------------------- notification
alter table alert_rule
    add column study_improved boolean,
    add column study_by       double precision check (study_by > 0),
    add column study_ended    boolean,
    drop constraint alert_rule_check,
    add constraint alert_rule_trigger_check check (
        num_nonnulls(statuses, metric_key, study_improved) = 1
        and num_nonnulls(metric_key, aggregate, comparison, threshold, points) in (0, 5)
        and num_nonnulls(study_improved, study_ended) in (0, 2)
        and (study_by is null or coalesce(study_improved, false)));
comment on column alert_rule.study_improved is 'It waits for a better trial of a study; null when it does not speak of studies.';
comment on column alert_rule.study_by is 'With one objective: by how much better than what it told last; null for any.';
comment on column alert_rule.study_ended is 'It waits for the end of a study.';
comment on table alert_watch is 'What a rule has seen of a run. Of a metric: up to which report, the extreme so far, and how many points in a row have met it. Of a study: as extreme, the best value that it told last.';

alter table notification
    add column trial integer,
    drop constraint notification_view_check,
    add constraint notification_view_check check (view in ('run', 'log', 'charts', 'webhooks', 'study'));
comment on column notification.trial is 'The number of the trial of a study that it tells of.';
