-- Metric points, all of them. Runs on plain PostgreSQL (native range partitions by time) and on TimescaleDB (a hypertable).

create table schema_version (
    singleton boolean primary key default true check (singleton),
    version   integer not null
);
insert into schema_version (version) values (1);

do $$
begin
    if exists (select from pg_available_extensions where name = 'timescaledb') then
        create extension if not exists timescaledb;
        create table metric_point (
            run_id   uuid not null,
            attempt  integer not null,
            sequence bigint not null,
            ordinal  integer not null,
            key      text not null,
            role     text not null,
            step     bigint not null,
            time     timestamptz not null,
            value    double precision not null,
            primary key (run_id, attempt, sequence, ordinal, time)
        );
        perform create_hypertable('metric_point', 'time', chunk_time_interval => interval '7 days');
    else
        create table metric_point (
            run_id   uuid not null,
            attempt  integer not null,
            sequence bigint not null,
            ordinal  integer not null,
            key      text not null,
            role     text not null,
            step     bigint not null,
            time     timestamptz not null,
            value    double precision not null,
            primary key (run_id, attempt, sequence, ordinal, time)
        ) partition by range (time);
        create table metric_point_default partition of metric_point default;
    end if;
end
$$;
create index metric_point_series on metric_point (run_id, key, attempt, step, sequence);
comment on column metric_point.sequence is 'Number of the ML service''s event within the attempt; with attempt, the cursor of the live stream.';
comment on column metric_point.ordinal is 'Place of the point within its event.';
