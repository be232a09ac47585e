-- Studies and their trials: a study is a run that the orchestrator conducts, a trial is a run that it makes.

update schema_version set version = greatest(version, 11);

-- ----------------------------------------------------------------------------------------------------------------- run
alter table run
    drop constraint run_kind_check,
    add constraint run_kind_check check (kind in ('training', 'prediction', 'solve', 'study', 'trial'));

-- A study may have ten thousand trials; whoever does not ask for them must not walk over them.
drop index run_listed;
create index run_listed on run (project_id, created_at, id) where archived_at is null and kind <> 'trial';
drop index run_name_start;
create index run_name_start on run (project_id, lower(name) text_pattern_ops) where kind <> 'trial';

-- --------------------------------------------------------------------------------------------------------------- study
create table study (
    run_id              uuid primary key references run on delete cascade,
    definition          jsonb not null,
    time_budget_seconds bigint,
    start_from          uuid[] not null,

    trials              integer not null check (trials >= 1),
    parallelism         integer not null check (parallelism >= 1),
    paused              boolean not null,
    stopping            boolean not null,
    enqueued            jsonb not null,
    pruned_numbers      integer[] not null,
    plan_revision       bigint not null,

    begun_trials        integer not null,
    begun_by_hand       integer not null,
    completed_trials    integer not null,
    pruned_trials       integer not null,
    failed_trials       integer not null,
    cancelled_trials    integer not null,
    best                jsonb not null,
    improvements        jsonb not null,
    trouble             text,
    told_revision       bigint not null,
    told_at             timestamptz,

    revision            bigint not null
);
comment on column study.definition is 'What is searched and how; never changes.';
comment on column study.start_from is 'Earlier studies whose completed trials it was told. No reference: they may be deleted.';
comment on column study.plan_revision is 'Number of the last change that people made of what stands above it, from 1; 0 before the first.';
comment on column study.best is 'One objective: the best trial, if there is one; several: those that no other dominates. [{number, runId, values}].';
comment on column study.improvements is '[[number, value], ...]: each trial that beat all of a smaller number; with one objective.';
comment on column study.told_revision is 'plan_revision of the last word of the orchestrator on the study; what is older is stale.';
comment on column study.revision is 'Grows with every change of the study and of each of its trials: the cursor of its page.';

create table trial (
    study_id          uuid not null references study on delete cascade,
    number            integer not null check (number >= 0),
    run_id            uuid not null unique references run on delete cascade,
    parameters        jsonb not null,
    proposed          boolean not null,
    state             text not null check (state in ('running', 'completed', 'pruned', 'failed', 'cancelled')),
    objective_values  double precision[],
    constraint_values double precision[],
    last_step         bigint not null,
    message           text,
    begun_at          timestamptz not null,
    ended_at          timestamptz,
    revision          bigint not null,
    primary key (study_id, number)
);
create index trial_revision on trial (study_id, revision);
create index trial_running on trial (study_id) where state = 'running';
comment on column trial.parameters is 'The searched parameters alone, by their names in the definition.';
comment on column trial.objective_values is 'In the order of the objectives; of a pruned trial its last reported value. Null while it runs, and without a value.';
comment on column trial.constraint_values is 'At most 0 when it is kept.';
comment on column trial.last_step is 'Step of the last reported value; -1 when there is none.';
comment on column trial.message is 'Why it failed, when its run did not.';
comment on column trial.ended_at is 'When its outcome was told; its run has ended a moment before.';
comment on column trial.revision is 'study.revision of its last change; no two trials of a study share one.';

-- -------------------------------------------------------------------------------------------------------- notification
alter table alert_rule
    drop constraint alert_rule_scope_kind_check,
    add constraint alert_rule_scope_kind_check check (scope_kind in ('training', 'prediction', 'solve', 'study', 'trial'));
