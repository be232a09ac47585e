import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { formatDate, plural, shortId } from '@/shared/format/format';
import { afterPress } from '@/shared/ui/after-press';
import { Button, IconButton } from '@/shared/ui/button';
import { ProblemView } from '@/shared/ui/feedback';
import { FieldError, SelectField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { trailOf } from './schema-form';
import { valueWord } from './search-range';
import type { SearchedParameter } from './search-space';
import { defaultsOf, readConfigurations } from './study-configurations';
import { type Configuration, MOST_CONFIGURATIONS, MOST_STARTS } from './study-draft';
import type { StudyCardProps } from './study-goal';
import { canTeach, type StoredStudy } from './study-request';
import { useRowFocus } from './use-row-focus';

/** What is known before the first trial: configurations that are tried first, and studies to learn from. */
export function KnownCard(props: StudyCardProps & { earlier: UseQueryResult<readonly StoredStudy[]> }): ReactNode {
  return (
    <Card title={`${props.step} What is known already`} className="launch-step">
      <Configurations {...props} />
      <EarlierStudies {...props} />
    </Card>
  );
}

const NO_CELLS: ReadonlySet<string> = new Set();

function Configurations({ study, model, errors, change }: StudyCardProps) {
  const { host, goTo } = useRowFocus();
  const [touched, setTouched] = useState(NO_CELLS);
  const { space } = model;
  const { enqueue } = study;
  const faults = readConfigurations(space, enqueue).errors;
  const rows = enqueue.map((row, at) => ({ row, path: `enqueue[${at}]` }));
  const add = (row: Configuration) => {
    goTo(enqueue.length);
    change({ enqueue: [...enqueue, row] });
  };
  const put = (at: number, path: string, text: string) =>
    change({ enqueue: enqueue.map((row, place) => (place === at ? { ...row, [path]: text } : row)) });
  const isFull = enqueue.length >= MOST_CONFIGURATIONS;
  const fault = errors.get('enqueue');
  return (
    <fieldset className="field" data-field="enqueue">
      <legend className="field-head">Known configurations</legend>
      <p className="field-help">They are tried first, and count as trials.</p>
      <div className="stack" ref={host}>
        {rows.length > 0 && space.parameters.length > 0 && (
          <TableFrame label="Known configurations" className="study-configurations">
            <table className="table" aria-label="Known configurations">
              <thead>
                <tr>
                  {space.parameters.map(({ field }) => (
                    <th key={field.path}>{trailOf(field)}</th>
                  ))}
                  <th>
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ row, path }, at) => (
                  <tr key={path} data-row>
                    {space.parameters.map((parameter) => {
                      const { field } = parameter;
                      const place = `${path}.${field.path}`;
                      return (
                        <td key={field.path} data-field={place}>
                          <Cell
                            label={`${trailOf(field)} of configuration ${at + 1}`}
                            parameter={parameter}
                            value={row[field.path] ?? ''}
                            error={(touched.has(place) ? faults.get(place) : undefined) ?? errors.get(place)}
                            onLeave={() => setTouched((known) => new Set([...known, place]))}
                            onChange={(text) => put(at, field.path, text)}
                          />
                        </td>
                      );
                    })}
                    <td>
                      <IconButton
                        icon="close"
                        label={`Remove configuration ${at + 1}`}
                        onClick={() => {
                          goTo(at);
                          // The places of the others are new.
                          setTouched(NO_CELLS);
                          change({ enqueue: enqueue.toSpliced(at, 1) });
                        }}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
        {space.parameters.length === 0 ? (
          <p className="muted">
            {rows.length > 0 && `${plural(rows.length, 'configuration')} will be back with the parameters. `}
            Choose first which parameters are searched.
          </p>
        ) : (
          <div className="row">
            <Button icon="plus" data-add disabled={isFull} onClick={() => add({})}>
              Add a row
            </Button>
            <Button disabled={isFull} onClick={() => add(defaultsOf(space))}>
              Add the defaults
            </Button>
          </div>
        )}
      </div>
      {fault && <FieldError text={fault} />}
    </fieldset>
  );
}

function Cell({
  label,
  parameter,
  value,
  error,
  onLeave,
  onChange,
}: {
  label: string;
  parameter: SearchedParameter;
  value: string;
  error: string | undefined;
  onLeave: () => void;
  onChange: (text: string) => void;
}) {
  const id = useId();
  const { range } = parameter;
  const common = {
    'aria-label': label,
    'aria-invalid': error ? (true as const) : undefined,
    'aria-describedby': error ? id : undefined,
    onBlur: () => afterPress(onLeave),
  };
  return (
    <>
      {range?.type === 'categorical' ? (
        <select {...common} className="input select" value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">Choose</option>
          {range.choices.map((choice) => (
            <option key={JSON.stringify(choice)} value={JSON.stringify(choice)}>
              {valueWord(choice)}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          className="input"
          value={value}
          inputMode="decimal"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {error && <FieldError id={id} text={error} />}
    </>
  );
}

function EarlierStudies({
  study,
  model,
  errors,
  change,
  earlier,
}: StudyCardProps & { earlier: UseQueryResult<readonly StoredStudy[]> }) {
  const { host, goTo } = useRowFocus();
  const { startFrom } = study;
  const known = earlier.data ?? [];
  const fitting = known.filter((one) => canTeach(one, model.space, model.objectives));
  const offered = fitting.filter(({ run }) => !startFrom.includes(run.id));
  const chosen = startFrom.map((id, at) => ({
    id,
    path: `startFrom[${at}]`,
    name: known.find(({ run }) => run.id === id)?.run.name ?? `Study ${shortId(id)}`,
  }));
  const fault = errors.get('startFrom');
  return (
    <fieldset className="field" data-field="startFrom">
      <legend className="field-head">Earlier studies</legend>
      <div className="stack" ref={host}>
        {earlier.isError && <ProblemView error={earlier.error} onRetry={() => void earlier.refetch()} />}
        {chosen.length > 0 && (
          <ul aria-label="Starts from">
            {chosen.map(({ id, path, name }, at) => (
              <li key={id} data-field={path} data-row>
                <div className="row">
                  <span className="ellipsis">{name}</span>
                  <IconButton
                    icon="close"
                    label={`Do not start from ${name}`}
                    className="icon-button-small"
                    onClick={() => {
                      goTo(at);
                      change({ startFrom: startFrom.toSpliced(at, 1) });
                    }}
                  />
                </div>
                {errors.get(path) && <FieldError text={errors.get(path) ?? ''} />}
              </li>
            ))}
          </ul>
        )}
        <SelectField
          label="Start from an earlier study"
          help={teachersWords(known.length, fitting.length, earlier.isSuccess)}
          value=""
          placeholder={offered.length > 0 ? 'Choose a study' : 'None fits'}
          disabled={offered.length === 0 || startFrom.length >= MOST_STARTS}
          options={offered.map(({ run, trials }) => ({
            value: run.id,
            label: `${run.name} · ${plural(trials, 'trial')} · ${formatDate(run.createdAt)}`,
          }))}
          onChange={(id) => id !== '' && change({ startFrom: [...startFrom, id] })}
        />
      </div>
      {fault && <FieldError text={fault} />}
    </fieldset>
  );
}

function teachersWords(known: number, fitting: number, isRead: boolean): string {
  if (!isRead) return 'Optional. The sampler learns from its completed trials.';
  if (known === 0) return 'This project has no study yet.';
  return `Optional. The sampler learns from its completed trials · ${fitting} of ${plural(known, 'study', 'studies')} search the same parameters for the same objectives`;
}
