-- Studies over sets of instances: each trial solves all of them, in one order.

update schema_version set version = greatest(version, 13);

create table study_instance (
    study_id   uuid not null references study on delete cascade,
    place      integer not null check (place >= 1),
    dataset_id uuid not null references dataset,
    primary key (study_id, place),
    unique (study_id, dataset_id)
);
create index study_instance_dataset on study_instance (dataset_id);
comment on column study_instance.place is 'From 1, in the order in which trials solve them; the same as in run.spec.';
