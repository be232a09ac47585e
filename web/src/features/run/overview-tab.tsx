import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { FailureLog } from '@/features/log';
import { headlineMetrics, KeyCharts, metricTitle } from '@/features/metric';
import { modelQuery } from '@/features/model';
import type { Run } from '@/shared/api/types';
import { formatNumber } from '@/shared/format/format';
import { CopyButton } from '@/shared/ui/copy-button';
import { Icon } from '@/shared/ui/icon';
import { Card, Facts } from '@/shared/ui/page';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { BaselineDelta, useBaselineOf } from './baseline-delta';
import { parameterRows } from './config-tab';
import { isTemplateSpec } from './draft';
import { EnvironmentCard } from './environment-card';
import { NotesCard } from './notes-card';
import { shortValue } from './params-diff';
import { datasetWord, dataWord, isActive, isWaiting } from './rules';
import type { RunTab } from './run-search';
import { SimilarFailures } from './similar-failures';

export function OverviewTab({ run, onTab }: { run: Run; onTab: (tab: RunTab) => void }) {
  const headline = headlineMetrics(run.summary, 6);
  const baseline = useBaselineOf(run);
  return (
    <div className="stack">
      {run.failure && <FailureCard run={run} failure={run.failure} />}
      {headline.length > 0 && (
        <div className="stats">
          {headline.map(([key, value]) => (
            <div key={key} className="stat" title={`${key} = ${value}`}>
              <div className="stat-name">{metricTitle(key)}</div>
              <div className="stat-value">{formatNumber(value)}</div>
              <div className="stat-note">
                {key}
                <BaselineDelta value={value} other={baseline?.summary[key]} />
              </div>
            </div>
          ))}
        </div>
      )}
      {(run.kind === 'training' || run.kind === 'trial') && (
        <KeyCharts run={run} live={isActive(run)} waits={isWaiting(run)} />
      )}
      <div className="grid-2">
        <Card title="What it is">
          <Facts items={specFacts(run)} />
        </Card>
        {run.model && <ModelCard run={run} model={run.model} onTab={onTab} />}
        {run.kind === 'prediction' && run.status === 'succeeded' && (
          <Card title="Result">
            <p>
              The predictions are stored as an artifact of this run.{' '}
              <button type="button" className="link-button" onClick={() => onTab('artifacts')}>
                Open the artifacts
              </button>
            </p>
          </Card>
        )}
        {run.kind !== 'prediction' && (
          <Card
            title="Parameters"
            aside={
              <button type="button" className="link-button small" onClick={() => onTab('config')}>
                All of the configuration
              </button>
            }
          >
            <Facts
              items={parameterRows(run).map(
                ([name, value]) => [name, <code key={name}>{shortValue(value)}</code>] as const,
              )}
            />
          </Card>
        )}
        <NotesCard run={run} />
        <EnvironmentCard run={run} />
      </div>
    </div>
  );
}

function algorithmWord(spec: Run['spec']): string {
  if (spec.kind !== 'solve') return 'Method';
  return isTemplateSpec(spec) ? 'Template' : 'Solver';
}

function specFacts(run: Run): (readonly [string, React.ReactNode])[] {
  const { spec } = run;
  const { projectId } = run;
  const facts: (readonly [string, React.ReactNode])[] = [];
  if (spec.datasetId) {
    facts.push([
      run.kind === 'solve' && !isTemplateSpec(spec) ? 'Instance' : 'Dataset',
      <Link
        key="dataset"
        to="/projects/$projectId/datasets/$datasetId"
        params={{ projectId, datasetId: spec.datasetId }}
      >
        {run.datasetName ? datasetWord(run) : spec.datasetId}
      </Link>,
    ]);
  }
  if (run.instances && run.studyId) {
    facts.push([
      'Instances',
      <Link
        key="instances"
        to="/projects/$projectId/studies/$studyId"
        params={{ projectId, studyId: run.studyId }}
        search={{ tab: 'config' }}
      >
        {dataWord(run)}, those of its study
      </Link>,
    ]);
  }
  if (spec.modelId) {
    facts.push([
      'Model',
      <Link key="model" to="/projects/$projectId/models/$modelId" params={{ projectId, modelId: spec.modelId }}>
        {spec.modelVersion ? `version ${spec.modelVersion}` : 'newest version'}
      </Link>,
    ]);
  }
  if (spec.algorithm) facts.push([algorithmWord(spec), spec.algorithm]);
  if (spec.warmStartRunId) {
    facts.push([
      'Warm start',
      <Link
        key="warm"
        to="/projects/$projectId/runs/$runId"
        params={{ projectId, runId: spec.warmStartRunId }}
        search={{ tab: 'solution' }}
      >
        the solution of an earlier solve
      </Link>,
    ]);
  }
  if (spec.target) facts.push(['Target', `${spec.target}${spec.task ? ` (${spec.task})` : ''}`]);
  if (run.kind === 'training' || (run.kind === 'trial' && spec.target)) {
    facts.push(['Left out', spec.excludedColumns?.length ? spec.excludedColumns.join(', ') : 'no column']);
    const { validation } = spec;
    facts.push([
      'Validation',
      validation?.method === 'kfold'
        ? `${validation.folds ?? 5}-fold, seed ${validation.seed ?? 0}`
        : `hold-out of ${validation?.testFraction ?? 0.25}, seed ${validation?.seed ?? 0}`,
    ]);
  }
  if (run.tags.length > 0) facts.push(['Tags', run.tags.join(', ')]);
  facts.push([
    'Run id',
    <span key="id" className="row">
      <code>{run.id}</code>
      <CopyButton text={run.id} label="Copy run id" />
    </span>,
  ]);
  if (run.traceId) {
    facts.push([
      'Trace',
      <span key="trace" className="row">
        <code>{run.traceId}</code>
        <CopyButton text={run.traceId} label="Copy trace id" />
      </span>,
    ]);
  }
  return facts;
}

function ModelCard({
  run,
  model,
  onTab,
}: {
  run: Run;
  model: { modelId: string; version: number };
  onTab: (tab: RunTab) => void;
}) {
  const details = useQuery(modelQuery(model.modelId));
  return (
    <Card title="Stored model">
      <div className="stack">
        <p>
          <Link
            to="/projects/$projectId/models/$modelId"
            params={{ projectId: run.projectId, modelId: model.modelId }}
            search={{ version: model.version }}
          >
            {details.data?.name ?? 'Model'}
          </Link>{' '}
          <span className="chip">version {model.version}</span>
        </p>
        <div className="row">
          <button type="button" className="button button-primary" onClick={() => onTab('predict')}>
            Predict
          </button>
          <Link
            to="/projects/$projectId/new"
            params={{ projectId: run.projectId }}
            search={{ kind: 'prediction', model: model.modelId, version: model.version }}
            className="button button-default"
          >
            Predict a dataset
          </Link>
        </div>
      </div>
    </Card>
  );
}

function FailureCard({ run, failure }: { run: Run; failure: NonNullable<Run['failure']> }) {
  return (
    <section className="card failure-card" aria-labelledby="failure-title">
      <div className="stack">
        <div>
          <h2 id="failure-title" className="row tone-error">
            <Icon name="error" />
            {failure.phase ? `Failed while ${failure.phase}` : 'Failed'}
          </h2>
          <p>{failure.message}</p>
          <p className="muted small">
            {failure.kind === 'program' ? 'An error in the program or its input' : 'A failure of the infrastructure'}
            {failure.exceptionType && (
              <>
                {' · '}
                <code>{failure.exceptionType}</code>
              </>
            )}
            {' · '}
            <code>{failure.code}</code>
          </p>
        </div>
        {failure.stackTrace && (
          <details>
            <summary>Stack trace</summary>
            <ScrollRegion className="trace-text" label="Stack trace">
              <pre>{failure.stackTrace}</pre>
            </ScrollRegion>
            <CopyButton text={failure.stackTrace} label="Copy stack trace" withText />
          </details>
        )}
        <Suspense fallback={null}>
          <FailureLog run={run} />
        </Suspense>
        <SimilarFailures run={run} />
      </div>
    </section>
  );
}
