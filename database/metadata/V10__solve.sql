-- Solves: instances of optimisation problems are datasets, and a run of the kind solve has an outcome.

update schema_version set version = greatest(version, 10);

-- ------------------------------------------------------------------------------------------------------------- dataset
alter table dataset
    drop constraint dataset_format_check,
    add constraint dataset_format_check check (format in ('csv', 'parquet', 'mps', 'lp', 'cpsat')),
    add column model jsonb,
    add constraint dataset_model check ((model is not null) = (format in ('mps', 'lp', 'cpsat')));
comment on column dataset.model is '{name, sense, variables, constraints, nonzeros} of an instance, null where nobody can tell before it is solved; null for a table.';
comment on column dataset.row_count is 'Of an instance: its constraints; 0 while nobody knows them.';

-- ----------------------------------------------------------------------------------------------------------------- run
alter table run
    drop constraint run_kind_check,
    add constraint run_kind_check check (kind in ('training', 'prediction', 'solve')),
    add column outcome text;
create index run_outcome on run (project_id, outcome, id desc) where outcome is not null;
comment on column run.outcome is 'How a solve that succeeded came out; null for every other run.';

-- -------------------------------------------------------------------------------------------------------- notification
alter table alert_rule
    drop constraint alert_rule_scope_kind_check,
    add constraint alert_rule_scope_kind_check check (scope_kind in ('training', 'prediction', 'solve'));
