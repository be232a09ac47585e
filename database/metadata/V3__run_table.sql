-- What the table of runs filters, sorts and groups by; what people write on runs; saved views and short links.

update schema_version set version = greatest(version, 3);

-- ------------------------------------------------------------------------------------------------------------- project
alter table project add column baseline_run_id uuid references run on delete set null;
comment on column project.baseline_run_id is 'The run that the team compares others with; null for none.';

-- ----------------------------------------------------------------------------------------------------------------- run
alter table run
    add column archived_at      timestamptz,
    add column notes_updated_at timestamptz;
create index run_listed on run (project_id, created_at, id) where archived_at is null;
comment on column run.archived_at is 'Since when lists leave it out unless they are asked for it; null for most.';
comment on column run.notes_updated_at is 'When run_note last changed; null when there is none.';

create table run_note (
    run_id     uuid primary key references run on delete cascade,
    text       text not null,
    updated_at timestamptz not null,
    updated_by uuid not null references user_account
);
comment on table run_note is 'What people write on a run, in Markdown. Apart from run, whose rows are read in hundreds.';

create table run_log_count (
    run_id   uuid primary key references run on delete cascade,
    warnings bigint not null,
    errors   bigint not null
);
comment on table run_log_count is 'A copy of what the store of logs says of the newest attempt, which may lie on another server: lists sort and filter by it.';

create table run_removal (
    run_id       uuid primary key,
    object_keys  text[] not null,
    requested_at timestamptz not null
);
comment on table run_removal is 'Deleted runs whose points, log lines and objects are still to be removed from the other stores.';

-- -------------------------------------------------------------------------------------------------- parameters of runs
create table parameter_key (
    id         integer generated always as identity primary key,
    project_id uuid not null references project on delete cascade,
    key        text not null,
    unique (project_id, key)
);

create table run_parameter (
    run_id uuid not null references run on delete cascade,
    key_id integer not null references parameter_key on delete cascade,
    number double precision,
    text   text,
    primary key (run_id, key_id)
);
create index run_parameter_value on run_parameter (key_id, number, text, run_id);
comment on table run_parameter is 'run.spec.parameters as rows, one a leaf: nested names are joined by dots. A trigger writes them.';
comment on column run_parameter.text is 'Of what is no number: the first 200 characters.';

create function run_parameters(spec jsonb) returns table (key text, number double precision, text text)
    language sql immutable as $$
    with recursive part(path, value) as (
        select each.key, each.value
        from jsonb_each(case when jsonb_typeof(spec -> 'parameters') = 'object' then spec -> 'parameters' else '{}' end) each
        union all
        select part.path || '.' || child.key, child.value
        from part, jsonb_each(case when jsonb_typeof(part.value) = 'object' then part.value else '{}' end) child
    ), leaf as (
        select left(path, 200) as path, value,
               case when jsonb_typeof(value) = 'number' then abs((value #>> '{}')::numeric) < 1e308 else false end as is_number
        from part
        where jsonb_typeof(value) not in ('object', 'null')
    )
    select path,
           case when is_number then (value #>> '{}')::double precision end,
           case when is_number then null else left(value #>> '{}', 200) end
    from leaf
$$;

create function write_run_parameters() returns trigger
    language plpgsql set search_path from current as $$
begin
    -- In the order of their names, so that two runs never wait for each other in a circle.
    insert into parameter_key (project_id, key)
    select distinct new.project_id, given.key
    from run_parameters(new.spec) given
    where not exists (select from parameter_key known where known.project_id = new.project_id and known.key = given.key)
    order by 2
    on conflict do nothing;
    insert into run_parameter (run_id, key_id, number, text)
    select new.id, known.id, given.number, given.text
    from run_parameters(new.spec) given
    join parameter_key known on known.project_id = new.project_id and known.key = given.key
    on conflict do nothing;
    return null;
end
$$;
create trigger run_parameters after insert on run for each row execute function write_run_parameters();

insert into parameter_key (project_id, key)
select distinct run.project_id, given.key from run, run_parameters(run.spec) given;
insert into run_parameter (run_id, key_id, number, text)
select run.id, known.id, given.number, given.text
from run
cross join lateral run_parameters(run.spec) given
join parameter_key known on known.project_id = run.project_id and known.key = given.key
on conflict do nothing;

-- -------------------------------------------------------------------------------------------------------------- metric
create table metric_key (
    id         integer generated always as identity primary key,
    project_id uuid not null references project on delete cascade,
    key        text not null,
    unique (project_id, key)
);

create table run_metric (
    run_id    uuid not null references run on delete cascade,
    key_id    integer not null references metric_key on delete cascade,
    attempt   integer not null,
    last_step bigint not null,
    points    bigint not null,
    finite    bigint not null,
    last      double precision,
    min       double precision,
    max       double precision,
    mean      double precision,
    primary key (run_id, key_id)
);
create index run_metric_value on run_metric (key_id, last, run_id) include (min, max, mean);
comment on table run_metric is 'What the newest attempt logged, one row a metric: a copy of the totals in the store of points, which may lie on another server.';
comment on column run_metric.finite is 'How many of the points are finite numbers.';
comment on column run_metric.last is 'Null when it is NaN.';
comment on column run_metric.min is 'Of the finite values, as max and mean are; null when there is none.';

create table run_metric_backlog (
    run_id uuid primary key references run on delete cascade
);
comment on table run_metric_backlog is 'Runs whose rows in run_metric are still to be read from the store of points.';
insert into run_metric_backlog (run_id) select id from run;

-- --------------------------------------------------------------------------------------------------- views and links
create table saved_view (
    id         uuid primary key,
    project_id uuid not null references project on delete cascade,
    owner_id   uuid not null references user_account on delete cascade,
    team       boolean not null,
    name       text not null,
    state      jsonb not null,
    is_default boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index saved_view_team_name on saved_view (project_id, lower(name)) where team;
create unique index saved_view_personal_name on saved_view (project_id, owner_id, lower(name)) where not team;
create unique index saved_view_team_default on saved_view (project_id) where team and is_default;
create unique index saved_view_personal_default on saved_view (project_id, owner_id) where not team and is_default;

create table short_link (
    id         text primary key,
    path       text not null,
    created_at timestamptz not null,
    created_by uuid not null references user_account
);
comment on column short_link.id is 'Made from the path, so that the same path has one link.';
