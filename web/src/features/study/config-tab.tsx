import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { formatWord, modelWords } from '@/features/dataset';
import { studyInstancesQuery } from '@/features/solve';
import type { Study, StudyInstance } from '@/shared/api/types';
import { formatCount, formatDuration, NOTHING } from '@/shared/format/format';
import { CopyButton } from '@/shared/ui/copy-button';
import { ProblemView } from '@/shared/ui/feedback';
import { Segmented } from '@/shared/ui/field';
import { Card, Facts } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { objectivesOf, rangeWords, spaceOf } from './study-space';
import { directionWord } from './trial-words';

/** What the study was asked to do. */
export function ConfigTab({ study }: { study: Study }): ReactNode {
  const [view, setView] = useState('table');
  const { run } = study;
  const instances = useQuery({ ...studyInstancesQuery(run.id), enabled: Boolean(run.instances) });
  const datasetIds = instances.data?.map(({ datasetId }) => datasetId);
  const json = JSON.stringify({ ...definitionOf(study), datasetIds }, null, 2);
  return (
    <div className="stack">
      <div className="row spread">
        <Segmented
          label="Show the configuration as"
          hideLabel
          value={view}
          options={[
            { value: 'table', label: 'Table' },
            { value: 'json', label: 'JSON' },
          ]}
          onChange={setView}
        />
        <CopyButton text={json} label="Copy as JSON" withText />
      </div>
      {view === 'json' ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <pre className="study-json" tabIndex={0}>
          {json}
        </pre>
      ) : (
        <>
          <SpaceCard study={study} />
          {run.instances && instances.isError && (
            <ProblemView error={instances.error} onRetry={() => void instances.refetch()} />
          )}
          {instances.data && <SetCard projectId={run.projectId} instances={instances.data} />}
          <div className="grid-2">
            <Card title="How it searches" labelledBy="study-method">
              <Facts items={methodFacts(study)} />
            </Card>
            <Card title="What each trial does" labelledBy="study-work">
              <Facts items={workFacts(study)} />
            </Card>
          </div>
        </>
      )}
    </div>
  );
}

/** The request that would make this study again. */
function definitionOf({
  run,
  search,
  objectives,
  constraints,
  sampler,
  pruner,
  seed,
  trials,
  timeBudgetSeconds,
  parallelism,
  startFrom,
}: Study) {
  const { kind: _, ...work } = run.spec;
  return {
    ...work,
    search,
    objectives,
    constraints,
    sampler,
    pruner,
    seed,
    trials,
    timeBudgetSeconds,
    parallelism,
    startFrom,
  };
}

function SpaceCard({ study }: { study: Study }) {
  const space = spaceOf(study);
  return (
    <Card title="Search space" labelledBy="study-space">
      <TableFrame label="Search space">
        <table className="table" aria-label="Search space">
          <thead>
            <tr>
              <th>Parameter</th>
              <th>Type</th>
              <th>Range</th>
            </tr>
          </thead>
          <tbody>
            {space.map((parameter) => (
              <tr key={parameter.name}>
                <td>{parameter.name}</td>
                <td>{parameter.kind}</td>
                <td>
                  <code>{rangeWords(parameter)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Card>
  );
}

/** In the order in which each trial solves them. */
function SetCard({ projectId, instances }: { projectId: string; instances: readonly StudyInstance[] }) {
  return (
    <Card title="Instances" labelledBy="study-set">
      <TableFrame label="Instances" className="study-set">
        <table className="table" aria-label="Instances">
          <thead>
            <tr>
              <th className="number">Place</th>
              <th>Instance</th>
              <th>Format</th>
              <th>Model</th>
            </tr>
          </thead>
          <tbody>
            {instances.map(({ place, datasetId, name, version, format, model }) => (
              <tr key={place}>
                <td className="number">{place}</td>
                <td>
                  <Link to="/projects/$projectId/datasets/$datasetId" params={{ projectId, datasetId }}>
                    {name}@v{version}
                  </Link>
                </td>
                <td>{formatWord(format)}</td>
                <td>{model ? modelWords(model) : NOTHING}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Card>
  );
}

function methodWords({ name, parameters }: { name: string; parameters?: unknown }): string {
  const words = Object.entries((parameters ?? {}) as Record<string, unknown>).map(
    ([key, value]) => `${key} ${String(value)}`,
  );
  return words.length > 0 ? `${name} (${words.join(', ')})` : name;
}

/** `Objective`, or `Objective 1`, `Objective 2` when there are several. */
const numbered = (name: string, words: readonly string[]): (readonly [string, string])[] =>
  words.map((word, at) => [words.length > 1 ? `${name} ${at + 1}` : name, word] as const);

function methodFacts(study: Study): (readonly [string, ReactNode])[] {
  const { projectId } = study.run;
  const facts: (readonly [string, ReactNode])[] = [
    ...numbered(
      'Objective',
      objectivesOf(study).map((one) => `${one.metric}, ${directionWord(one)}`),
    ),
    ...numbered(
      'Constraint',
      (study.constraints ?? []).map(
        ({ metric, bound, atLeast }) => `${metric} at ${atLeast ? 'least' : 'most'} ${bound}`,
      ),
    ),
    ['Sampler', methodWords(study.sampler)],
    ['Pruner', study.pruner ? methodWords(study.pruner) : 'none'],
    ...(study.pruner?.metric ? [['Pruner looks at', study.pruner.metric] as const] : []),
    ['Seed', String(study.seed)],
    ['Trials', formatCount(study.trials)],
    ['Time budget', study.timeBudgetSeconds ? formatDuration(study.timeBudgetSeconds * 1000) : 'none'],
    ['At the same time', formatCount(study.parallelism)],
    ['Enqueued', formatCount(study.enqueued)],
  ];
  const earlier = study.startFrom ?? [];
  if (earlier.length > 0) {
    facts.push([
      'Starts from',
      <span key="from" className="row">
        {earlier.map((studyId, at) => (
          <Link key={studyId} to="/projects/$projectId/studies/$studyId" params={{ projectId, studyId }}>
            study {at + 1}
          </Link>
        ))}
      </span>,
    ]);
  }
  return facts;
}

function workFacts({ run }: Study): (readonly [string, ReactNode])[] {
  const { spec, projectId } = run;
  const facts: (readonly [string, ReactNode])[] = [];
  if (spec.algorithm) facts.push([spec.target ? 'Method' : 'Solver', spec.algorithm]);
  if (spec.datasetId) {
    facts.push([
      spec.target ? 'Dataset' : 'Instance',
      <Link
        key="dataset"
        to="/projects/$projectId/datasets/$datasetId"
        params={{ projectId, datasetId: spec.datasetId }}
      >
        {run.datasetName ?? spec.datasetId}
        {run.datasetName && run.datasetVersion ? `@v${run.datasetVersion}` : ''}
      </Link>,
    ]);
  }
  if (spec.target) facts.push(['Target', `${spec.target}${spec.task ? ` (${spec.task})` : ''}`]);
  if (spec.excludedColumns?.length) facts.push(['Left out', spec.excludedColumns.join(', ')]);
  const { validation } = spec;
  if (validation) {
    facts.push([
      'Validation',
      validation.method === 'kfold'
        ? `${validation.folds ?? 5}-fold, seed ${validation.seed ?? 0}`
        : `hold-out of ${validation.testFraction ?? 0.25}, seed ${validation.seed ?? 0}`,
    ]);
  }
  for (const [name, value] of Object.entries((spec.parameters ?? {}) as Record<string, unknown>)) {
    facts.push([name, <code key={name}>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</code>]);
  }
  facts.push(
    ['Created', <TimeAgo key="created" time={run.createdAt} />],
    ['By', run.createdBy.name],
    [
      'Study id',
      <span key="id" className="row">
        <code>{run.id}</code>
        <CopyButton text={run.id} label="Copy study id" />
      </span>,
    ],
  );
  return facts;
}
