-- How old a program may be that works with this schema.

alter table schema_version add column lowest_program integer not null default 6;
update schema_version set version = greatest(version, 6), lowest_program = greatest(lowest_program, 6);
comment on column schema_version.lowest_program is 'A program that was built for this version, or for a later one up to version, works with the schema: docs/guides/upgrade.md.';
