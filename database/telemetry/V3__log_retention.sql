-- What retention has removed of a log, and a number that viewers can watch.
update schema_version set version = 3;

alter table log_attempt add removed int8multirange not null default '{}';
comment on column log_attempt.removed is 'Of 1 to highest: what was stored and then removed by retention. stored goes on counting it.';

alter table log_attempt add revision bigint not null default 0;
comment on column log_attempt.revision is 'Grows when a viewer of the log must learn something that no new line tells: a seal, the totals, what is gone or removed.';

create function log_attempt_changed() returns trigger language plpgsql as $$
begin
    new.revision := old.revision + 1;
    return new;
end
$$;
create trigger log_attempt_changed before update on log_attempt for each row
    when ((old.seal, old.total_lines, old.gone, old.removed) is distinct from (new.seal, new.total_lines, new.gone, new.removed))
    execute function log_attempt_changed();

create index log_batch_stored on log_batch (stored_at);
