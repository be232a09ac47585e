import { type UseQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { datasetsQuery, isInstance } from '@/features/dataset';
import type { Algorithm, Dataset, TargetCheck } from '@/shared/api/types';
import { formatCount, formatPercent, plural, versionedName } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { Banner, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { FieldError, Segmented, TextField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { SearchSelect } from '@/shared/ui/search-select';
import { type Draft, MAX_REPEATS } from './draft';
import { MethodCards } from './method-cards';
import { SettingsCard, type SettingsProps } from './settings-card';

interface StepProps {
  draft: Draft;
  change: (next: Partial<Draft>) => void;
  errorOf: (path: string) => string | undefined;
}

export function TrainingSteps({
  projectId,
  draft,
  change,
  errorOf,
  dataset,
  check,
  algorithms,
  ...settings
}: StepProps &
  SettingsProps & {
    projectId: string;
    dataset: Dataset | undefined;
    check: UseQueryResult<TargetCheck>;
    algorithms: UseQueryResult<{ items: Algorithm[] }>;
  }) {
  const hasSettings = draft.algorithm !== undefined && settings.form.fields.length > 0;
  return (
    <>
      <Card title="1 Data" className="launch-step">
        <DatasetChoice projectId={projectId} draft={draft} change={change} errorOf={errorOf} />
        <div data-field="target">
          <SearchSelect
            label="Target"
            help="The column that the model learns to predict."
            error={errorOf('target')}
            value={draft.target}
            disabled={!dataset}
            placeholder={dataset ? 'Choose a column' : 'Choose a dataset first'}
            options={(dataset?.columns ?? []).map((column) => ({
              value: column.name,
              label: `${column.name} (${column.type})`,
            }))}
            onChange={(target) => change({ target, excluded: draft.excluded.filter((name) => name !== target) })}
          />
        </div>
        {draft.target && dataset && (
          <TargetReport
            check={check}
            excluded={draft.excluded}
            onLeaveOut={(column) => change({ excluded: [...draft.excluded, column] })}
          />
        )}
        {dataset && draft.target && (
          <ExcludedColumns dataset={dataset} draft={draft} change={change} error={errorOf('excludedColumns')} />
        )}
      </Card>
      <Card title="2 Validation" className="launch-step">
        <ValidationStep draft={draft} change={change} errorOf={errorOf} />
      </Card>
      <Card title="3 Method" className="launch-step">
        <div data-field="algorithm">
          <Methods
            algorithms={algorithms}
            task={check.data?.task}
            chosen={draft.algorithm}
            error={errorOf('algorithm')}
            onChoose={(algorithm) => change({ algorithm })}
          />
        </div>
      </Card>
      {hasSettings && (
        <SettingsCard
          title={settings.search ? '4 Settings and search' : '4 Settings'}
          draft={draft}
          change={change}
          {...settings}
        />
      )}
      {!settings.search && <NameCard step={hasSettings ? 5 : 4} draft={draft} change={change} errorOf={errorOf} />}
    </>
  );
}

/** The last step of a training; a study has steps of its own before it. */
function NameCard({ step, draft, change, errorOf }: StepProps & { step: number }) {
  return (
    <Card title={`${step} Name`} className="launch-step">
      <div data-field="name">
        <TextField
          label="Name"
          help="Optional. The stored model gets the same name. Made from the method and the dataset when it is empty."
          value={draft.name}
          maxLength={200}
          error={errorOf('name')}
          onChange={(event) => change({ name: event.target.value })}
        />
      </div>
      <div className="launch-columns">
        <div data-field="tags">
          <TextField
            label="Tags"
            help="Optional, with commas between them."
            value={draft.tags}
            error={errorOf('tags')}
            onChange={(event) => change({ tags: event.target.value })}
          />
        </div>
        <div data-field="repeats">
          <TextField
            label="Repeats"
            help={`Runs that differ in the seed alone, from 1 to ${MAX_REPEATS} · default 1`}
            value={draft.repeats}
            inputMode="numeric"
            error={errorOf('repeats')}
            onChange={(event) => change({ repeats: event.target.value })}
          />
        </div>
      </div>
    </Card>
  );
}

export function DatasetChoice({ projectId, draft, change, errorOf }: StepProps & { projectId: string }) {
  const datasets = useInfiniteQuery(datasetsQuery(projectId));
  const items = (datasets.data?.pages.flatMap((page) => page.items) ?? []).filter((one) => !isInstance(one));
  if (datasets.isSuccess && items.length === 0 && !datasets.hasNextPage) {
    return (
      <div data-field="datasetId">
        <p className="muted">
          This project has no table yet.{' '}
          <Link to="/projects/$projectId/datasets" params={{ projectId }}>
            Upload a table
          </Link>
        </p>
      </div>
    );
  }
  return (
    <div data-field="datasetId">
      <SearchSelect
        label="Dataset"
        error={errorOf('datasetId')}
        value={draft.datasetId}
        placeholder={datasets.isPending ? 'Loading…' : 'Choose a dataset'}
        options={items.map((dataset) => ({
          value: dataset.id,
          label: `${versionedName(dataset)} · ${plural(dataset.rows, 'row')} × ${dataset.columns.length}`,
        }))}
        onChange={(datasetId) =>
          datasetId !== draft.datasetId && change({ datasetId, target: undefined, excluded: [] })
        }
      />
      {datasets.hasNextPage && (
        <button type="button" className="link-button small" onClick={() => void datasets.fetchNextPage()}>
          Load older datasets
        </button>
      )}
      {datasets.isError && <ProblemView error={datasets.error} onRetry={() => void datasets.refetch()} />}
    </div>
  );
}

function TargetReport({
  check,
  excluded,
  onLeaveOut,
}: {
  check: UseQueryResult<TargetCheck>;
  excluded: readonly string[];
  onLeaveOut: (column: string) => void;
}) {
  if (check.isPending) return <Skeleton rows={2} />;
  if (check.isError) return <ProblemView error={check.error} onRetry={() => void check.refetch()} />;
  const { task, rows, missing, classes, warnings } = check.data;
  const counted = classes.reduce((sum, one) => sum + one.count, 0);
  const most = Math.max(1, ...classes.map((one) => one.count));
  return (
    <div className="stack" aria-live="polite">
      <p>
        <strong>{task === 'classification' ? 'Classification' : 'Regression'}</strong>
        <span className="muted">
          {' '}
          on {plural(rows - missing, 'row')}
          {missing > 0 && `; ${plural(missing, 'row')} without a target ${missing === 1 ? 'is' : 'are'} left out`}
        </span>
      </p>
      {task === 'classification' && classes.length > 0 && (
        <ul className="balance" aria-label="Class balance">
          {classes.slice(0, 8).map(({ value, count }) => (
            <li key={value}>
              <span className="ellipsis" title={value}>
                {value}
              </span>
              <span className="balance-bar" style={{ width: `${(count / most) * 100}%` }} />
              <span className="muted">
                {formatCount(count)} · {formatPercent(count / Math.max(1, counted), 1)}
              </span>
            </li>
          ))}
          {classes.length > 8 && <li className="muted">and {classes.length - 8} more classes</li>}
        </ul>
      )}
      {warnings.map(({ code, column, detail }) => {
        const leftOut = column !== undefined && excluded.includes(column);
        return (
          <Banner key={`${code} ${column ?? ''}`} tone={leftOut ? 'success' : 'warning'}>
            <div className="row spread">
              <span className="grow">{leftOut ? `“${column}” is left out.` : detail}</span>
              {column !== undefined &&
                !leftOut &&
                (code === 'leakage' || code === 'identifier' || code === 'constant') && (
                  <Button onClick={() => onLeaveOut(column)}>Leave out {column}</Button>
                )}
            </div>
          </Banner>
        );
      })}
    </div>
  );
}

function ExcludedColumns({
  dataset,
  draft,
  change,
  error,
}: {
  dataset: Dataset;
  draft: Draft;
  change: (next: Partial<Draft>) => void;
  error: string | undefined;
}) {
  const columns = dataset.columns.filter((column) => column.name !== draft.target);
  return (
    <fieldset className="field" data-field="excludedColumns">
      <legend className="field-head">Columns to leave out</legend>
      <div className="check-list">
        {columns.map((column) => (
          <label key={column.name}>
            <input
              type="checkbox"
              checked={draft.excluded.includes(column.name)}
              onChange={(event) =>
                change({
                  excluded: event.target.checked
                    ? [...draft.excluded, column.name]
                    : draft.excluded.filter((name) => name !== column.name),
                })
              }
            />
            <span className="ellipsis" title={column.name}>
              {column.name}
            </span>
          </label>
        ))}
      </div>
      {error && <FieldError text={error} />}
    </fieldset>
  );
}

function ValidationStep({ draft, change, errorOf }: StepProps) {
  return (
    <div className="launch-columns">
      <Segmented
        label="How the result is checked"
        value={draft.method}
        options={[
          { value: 'holdout', label: 'Hold-out' },
          { value: 'kfold', label: 'k-fold' },
        ]}
        help={
          draft.method === 'holdout'
            ? 'A share of the rows is kept away from the training.'
            : 'Each part of the rows is held out once.'
        }
        onChange={(method) => change({ method: method as Draft['method'] })}
      />
      {draft.method === 'holdout' ? (
        <div data-field="validation.testFraction">
          <TextField
            label="Held-out share"
            value={draft.testFraction}
            inputMode="decimal"
            error={errorOf('validation.testFraction')}
            help="Between 0 and 1 · default 0.25"
            onChange={(event) => change({ testFraction: event.target.value })}
          />
        </div>
      ) : (
        <div data-field="validation.folds">
          <TextField
            label="Folds"
            value={draft.folds}
            inputMode="numeric"
            error={errorOf('validation.folds')}
            help="From 2 to 20 · default 5"
            onChange={(event) => change({ folds: event.target.value })}
          />
        </div>
      )}
      <div data-field="validation.seed">
        <TextField
          label="Seed"
          value={draft.seed}
          inputMode="numeric"
          error={errorOf('validation.seed')}
          help="The same seed splits the same way · default 0"
          onChange={(event) => change({ seed: event.target.value })}
        />
      </div>
    </div>
  );
}

function Methods({
  algorithms,
  task,
  chosen,
  error,
  onChoose,
}: {
  algorithms: UseQueryResult<{ items: Algorithm[] }>;
  task: TargetCheck['task'] | undefined;
  chosen: string | undefined;
  error: string | undefined;
  onChoose: (algorithm: string | undefined) => void;
}) {
  const offered = (algorithms.data?.items ?? []).filter(
    (one) => one.kinds.includes('training') && (task === undefined || one.tasks.includes(task)),
  );
  const unfit = algorithms.isSuccess && chosen !== undefined && !offered.some((one) => one.name === chosen);
  useEffect(() => {
    if (unfit) onChoose(undefined);
  }, [unfit, onChoose]);
  return (
    <MethodCards
      label="Method"
      algorithms={algorithms}
      offered={offered}
      chosen={chosen}
      error={error}
      none={`No ML service offers a training${task ? ` for ${task}` : ''} now.`}
      onChoose={onChoose}
    />
  );
}
