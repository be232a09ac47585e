import type { ReactNode } from 'react';
import { measureOf, metricLabel } from '@/shared/measures/set-measures';
import { Button, IconButton } from '@/shared/ui/button';
import { FieldError, SelectField, TextField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import {
  type ConstraintDraft,
  type Direction,
  MOST_CONSTRAINTS,
  MOST_OBJECTIVES,
  type StudyDraft,
} from './study-draft';
import { type Metrics, nextMetric } from './study-judgement';
import type { StudyModel } from './study-model';
import { useRowFocus } from './use-row-focus';

/** What each card of a study is drawn from. */
export interface StudyCardProps {
  /** Its number among the steps. */
  step: number;
  study: StudyDraft;
  model: StudyModel;
  /** What is to be corrected, by path. */
  errors: ReadonlyMap<string, string>;
  change: (next: Partial<StudyDraft>) => void;
}

/** By what trials are judged. */
export function GoalCard(props: StudyCardProps & { hasMethod: boolean }): ReactNode {
  return (
    <Card title={`${props.step} Goal`} className="launch-step">
      {props.hasMethod ? (
        <>
          <Objectives {...props} />
          <Constraints {...props} />
        </>
      ) : (
        <p className="muted">Choose a method first: trials are judged by the metrics that it reports.</p>
      )}
    </Card>
  );
}

const directions: readonly { value: Direction; label: string }[] = [
  { value: 'maximize', label: 'maximize' },
  { value: 'minimize', label: 'minimize' },
];

function Objectives({ study, model, errors, change }: StudyCardProps) {
  const { host, goTo } = useRowFocus();
  const { objectives, metrics } = model;
  const put = (at: number, metric: string | undefined, direction: Direction | undefined) =>
    change({ objectives: study.objectives.with(at, { metric, direction }) });
  const next = nextMetric(objectives, metrics);
  const fault = errors.get('objectives');
  return (
    <fieldset className="field" data-field="objectives">
      <legend className="field-head">Objectives</legend>
      <div className="stack" ref={host}>
        {objectives.map(({ path, metric, direction }, at) => (
          <div key={path} className="study-line" data-row>
            <div data-field={`${path}.metric`}>
              <MetricField
                label={`Objective ${at + 1}`}
                metrics={metrics}
                value={metric}
                error={errors.get(`${path}.metric`)}
                // Another metric has a direction of its own.
                onChange={(chosen) => put(at, chosen, undefined)}
              />
            </div>
            <div data-field={`${path}.direction`}>
              <SelectField
                label={
                  <>
                    Direction<span className="visually-hidden"> of objective {at + 1}</span>
                  </>
                }
                value={direction}
                options={directions}
                error={errors.get(`${path}.direction`)}
                onChange={(chosen) => put(at, metric === '' ? undefined : metric, chosen as Direction)}
              />
            </div>
            <IconButton
              icon="close"
              label={`Remove objective ${at + 1}`}
              disabled={objectives.length === 1}
              onClick={() => {
                goTo(at);
                change({ objectives: keptOf(objectives.toSpliced(at, 1)) });
              }}
            />
          </div>
        ))}
        <div className="row">
          <Button
            icon="plus"
            data-add
            disabled={objectives.length >= MOST_OBJECTIVES || (next === undefined && !metrics.open)}
            onClick={() => {
              goTo(objectives.length);
              change({ objectives: [...study.objectives, { metric: next ?? '' }] });
            }}
          >
            Add an objective
          </Button>
          {objectives.length > 1 && (
            <span className="muted small">Several: no trial of the result is beaten in all of them.</span>
          )}
        </div>
      </div>
      {fault && <FieldError text={fault} />}
    </fieldset>
  );
}

/** As they stand, also where they were left out before. */
const keptOf = (objectives: StudyModel['objectives']) =>
  objectives.map(({ metric, direction }) => ({ metric: metric === '' ? undefined : metric, direction }));

const bounds = [
  { value: 'most', label: 'at most' },
  { value: 'least', label: 'at least' },
];

function Constraints({ study, model, errors, change }: StudyCardProps) {
  const { host, goTo } = useRowFocus();
  const { constraints } = study;
  const rows = constraints.map((constraint, at) => ({ constraint, path: `constraints[${at}]` }));
  const put = (at: number, next: Partial<ConstraintDraft>) =>
    change({
      constraints: constraints.map((known, place) => (place === at ? { ...known, ...next } : known)),
    });
  const fault = errors.get('constraints');
  return (
    <fieldset className="field" data-field="constraints">
      <legend className="field-head">Constraints</legend>
      <div className="stack" ref={host}>
        {rows.map(({ constraint: { metric = '', bound, atLeast }, path }, at) => (
          <div key={path} className="study-line study-constraint" data-row>
            <div data-field={`${path}.metric`}>
              <MetricField
                label={`Constraint ${at + 1}`}
                metrics={model.metrics}
                value={metric}
                error={errors.get(`${path}.metric`)}
                onChange={(chosen) => put(at, { metric: chosen })}
              />
            </div>
            <SelectField
              label={
                <>
                  Is<span className="visually-hidden"> in constraint {at + 1}</span>
                </>
              }
              value={atLeast ? 'least' : 'most'}
              options={bounds}
              onChange={(chosen) => put(at, { atLeast: chosen === 'least' })}
            />
            <div data-field={`${path}.bound`}>
              <TextField
                label={
                  <>
                    Bound<span className="visually-hidden"> of constraint {at + 1}</span>
                  </>
                }
                value={bound}
                inputMode="decimal"
                autoComplete="off"
                error={errors.get(`${path}.bound`)}
                onChange={(event) => put(at, { bound: event.target.value })}
              />
            </div>
            <IconButton
              icon="close"
              label={`Remove constraint ${at + 1}`}
              onClick={() => {
                goTo(at);
                change({ constraints: constraints.toSpliced(at, 1) });
              }}
            />
          </div>
        ))}
        <div className="row">
          <Button
            icon="plus"
            data-add
            disabled={constraints.length >= MOST_CONSTRAINTS}
            onClick={() => {
              goTo(constraints.length);
              change({ constraints: [...constraints, { bound: '', atLeast: false }] });
            }}
          >
            Add a constraint
          </Button>
          <span className="muted small">Optional. A trial that breaks one is not among the best.</span>
        </div>
      </div>
      {fault && <FieldError text={fault} />}
    </fieldset>
  );
}

/** One of the metrics that a trial ends with; of a method that names none, any name. */
function MetricField({
  label,
  metrics,
  value,
  error,
  onChange,
}: {
  label: string;
  metrics: Metrics;
  value: string;
  error: string | undefined;
  onChange: (metric: string) => void;
}) {
  if (metrics.open) {
    return (
      <TextField
        label={label}
        value={value}
        spellCheck={false}
        autoComplete="off"
        placeholder="name of a metric"
        error={error}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  const keys = metrics.final.map(({ key }) => key);
  const offered = value === '' || keys.includes(value) ? keys : [value, ...keys];
  return (
    <SelectField
      label={label}
      value={value}
      placeholder={value === '' ? 'Choose a metric' : undefined}
      options={offered.map((key) => ({ value: key, label: metricLabel(key) }))}
      help={measureOf(value)?.definition}
      error={error}
      onChange={onChange}
    />
  );
}
