import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { modelWords } from '@/features/dataset';
import { modelsQuery, modelVersionsQuery } from '@/features/model';
import type { Algorithm, Dataset, TargetCheck } from '@/shared/api/types';
import { NOTHING, plural } from '@/shared/format/format';
import { Facts } from '@/shared/ui/page';
import { type Draft, isOverSet, type WorkKind, workOf } from './draft';
import { endedAlikeQuery, estimateOf, estimateWords, type Likeness, queueWords } from './launch-estimate';
import { type Difference, shortValue } from './params-diff';
import { queuesQuery } from './queries';
import { changedFields, trailOf } from './schema-form';
import type { ParameterForm } from './schema-form-fields';

const QUEUE_MS = 10_000;

/** What is about to be started, how long it will take, and what it waits for. */
export function LaunchSummary({
  projectId,
  draft,
  form,
  dataset,
  task,
  algorithms,
}: {
  projectId: string;
  draft: Draft;
  form: ParameterForm;
  dataset: Dataset | undefined;
  task: TargetCheck['task'] | undefined;
  algorithms: readonly Algorithm[];
}): ReactNode {
  const isPrediction = draft.kind === 'prediction';
  const models = useQuery({ ...modelsQuery(projectId), enabled: isPrediction });
  const versions = useQuery({
    ...modelVersionsQuery(draft.modelId ?? ''),
    enabled: isPrediction && draft.modelId !== undefined,
  });
  const model = isPrediction ? models.data?.items.find((one) => one.id === draft.modelId) : undefined;
  const version = versions.data?.items.find(
    (one) => draft.modelVersion === undefined || one.version === draft.modelVersion,
  );
  // A model is read by the service that trained it.
  const name = isPrediction ? version?.algorithm : draft.algorithm;
  const algorithm = algorithms.find((one) => one.name === name);
  const facts: Record<WorkKind, () => Fact[]> = {
    training: () => workFacts({ draft, form, dataset, task, algorithm }),
    prediction: () => [
      ['Model', model ? `${model.name}${draft.modelVersion === undefined ? '' : ` v${draft.modelVersion}`}` : NOTHING],
      ['Dataset', dataset?.name ?? NOTHING],
      ['Output', draft.outputFormat === 'csv' ? 'CSV' : 'Parquet'],
    ],
    solve: () => [
      ...workFacts({ draft, form, dataset, task, algorithm }),
      ['Begins with', draft.warmStartRunId ? 'an earlier solution' : 'nothing'],
    ],
  };
  const outlook: Fact[] = [
    ['Takes', <EstimateWords key="takes" projectId={projectId} likeness={likenessOf(draft, dataset, model)} />],
    ['Queue', <QueueWords key="queue" projectId={projectId} service={algorithm?.service} />],
  ];
  return <Facts items={[...facts[workOf(draft)](), ...outlook]} />;
}

export type Fact = [string, ReactNode];

/** What a training or a solve does, by itself or as a trial. */
export function workFacts({
  draft,
  form,
  dataset,
  task,
  algorithm,
  searched = [],
}: {
  draft: Draft;
  form: ParameterForm;
  dataset: Dataset | undefined;
  task: TargetCheck['task'] | undefined;
  algorithm: Algorithm | undefined;
  /** Of a study: the paths of the settings whose own value counts for nothing. */
  searched?: readonly string[];
}): Fact[] {
  const fixed = changedFields(form.fields, form.raws).filter(({ path }) => !searched.includes(path));
  const changed: Fact = ['Changed', fixed.map(trailOf).join(', ') || 'nothing'];
  const method = algorithm?.title ?? NOTHING;
  if (workOf(draft) === 'training') {
    return [
      ['Dataset', dataset?.name ?? NOTHING],
      ['Target', draft.target ? `${draft.target}${task ? ` (${task})` : ''}` : NOTHING],
      ['Columns', columnsWords(dataset, draft)],
      ['Checked by', draft.method === 'holdout' ? `hold-out of ${draft.testFraction}` : `${draft.folds}-fold`],
      ['Method', method],
      changed,
    ];
  }
  if (isOverSet(draft)) {
    return [['Instances', draft.instances.length > 0 ? instancesWords(draft) : NOTHING], ['Solver', method], changed];
  }
  if (draft.input === 'template') {
    return [['Template', method], ['Rows from', draft.datasetId ? (dataset?.name ?? NOTHING) : 'its data'], changed];
  }
  return [
    ['Instance', dataset?.name ?? NOTHING],
    ['Model', dataset?.model ? modelWords(dataset.model) : NOTHING],
    ['Solver', method],
    changed,
  ];
}

const SHOWN_NAMES = 3;

/** `12 instances: p0201.mps, stein27.mps, p0548.mps and 9 more`. */
function instancesWords({ instances }: Draft): string {
  const names = instances.slice(0, SHOWN_NAMES).map(({ name }) => name);
  const more = instances.length - names.length;
  return `${plural(instances.length, 'instance')}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Undefined until enough is chosen to know an earlier run like it. */
export function likenessOf(
  draft: Draft,
  dataset: Dataset | undefined,
  model: { name: string } | undefined,
): Likeness | undefined {
  const { algorithm, datasetId, input } = draft;
  const kind = workOf(draft);
  if (kind === 'prediction') return model && dataset && { kind, model, dataset };
  if (algorithm === undefined) return undefined;
  const hasOwnData = kind === 'solve' && input === 'template' && datasetId === undefined;
  if (hasOwnData) return { kind, algorithm };
  return dataset && { kind, algorithm, dataset };
}

/** How long earlier runs like it took, whatever their settings were; nothing is invented when there are none. */
function EstimateWords({ projectId, likeness }: { projectId: string; likeness: Likeness | undefined }) {
  const alike = useQuery({
    ...endedAlikeQuery(projectId, likeness ?? { kind: 'training' }),
    enabled: likeness !== undefined,
  });
  if (!likeness) return NOTHING;
  if (alike.isError) return <span className="muted">unknown: earlier runs cannot be read now</span>;
  if (!alike.data) return '…';
  const estimate = estimateOf(alike.data.items, likeness.dataset?.id);
  if (!estimate) return <span className="muted">unknown: no run like it has succeeded yet</span>;
  return <span title="Their settings may have been others.">{estimateWords(estimate)}</span>;
}

/** What it would wait for. The queue is open to everybody who is signed in. */
export function QueueWords({ projectId, service }: { projectId: string; service: string | undefined }) {
  const queues = useQuery({ ...queuesQuery, enabled: service !== undefined, refetchInterval: QUEUE_MS });
  if (queues.isError) return <span className="muted">unknown: the queue cannot be read now</span>;
  return (queues.data && queueWords(queues.data, service, projectId)) ?? NOTHING;
}

function columnsWords(dataset: Dataset | undefined, draft: Draft): string {
  if (!dataset) return NOTHING;
  const used = dataset.columns.length - (draft.target ? 1 : 0) - draft.excluded.length;
  return draft.excluded.length > 0 ? `${used} used, ${draft.excluded.length} left out` : `${used} used`;
}

/** What became different from the run that this one is made of. */
export function Differences({ items }: { items: readonly Difference[] }): ReactNode {
  return (
    <section className="launch-differences" aria-label="Differences from the cloned run">
      <h3>{items.length === 0 ? 'The same as the cloned run' : 'Different from the cloned run'}</h3>
      <ul aria-live="polite">
        {items.map((one) => (
          <li key={one.path}>
            {one.path.replace(/^parameters\./, '')}: <s className="muted">{shortValue(one.other ?? 'not set')}</s>{' '}
            <b>{shortValue(one.own ?? 'not set')}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
