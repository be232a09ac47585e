import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useCallback, useId, useMemo } from 'react';
import { artifactsQuery, jsonArtifactQuery } from '@/features/artifact';
import { saveBlob } from '@/shared/api/client';
import type { Run } from '@/shared/api/types';
import { formatCount, formatGap, formatSeconds, NOTHING, plural } from '@/shared/format/format';
import { setMeasures } from '@/shared/measures/set-measures';
import { Button } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { OutcomeState, outcomes, RunState } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { ConvergenceCard, type Course } from './convergence-card';
import { incumbentStroke } from './convergence-plot';
import { Legend } from './convergence-tab';
import { Defined } from './defined';
import {
  csvOfInstances,
  type InstanceRow,
  instanceInSight,
  instanceRows,
  openWord,
  SET_TABLE,
  type SetReport,
} from './instance-rows';
import { Fact, titleOf } from './solve-facts';
import { GAP_DEFINITION, PRIMAL_INTEGRAL_DEFINITION } from './solve-math';
import type { SolveSearch } from './solve-search';
import { formatObjective } from './solve-values';
import { studyInstancesQuery } from './study-instances';
import { instancePrefix, type TraceSet } from './trace';
import { useTraces } from './traces';
import './solve.css';

/** What a trial over a set of instances did with each of them, and how it came to its solution of one. */
export function InstancesTab({ run, live }: { run: Run; live: boolean }): ReactNode {
  const search = useSearch({ strict: false }) as SolveSearch;
  const navigate = useNavigate();
  const change = useCallback(
    (next: SolveSearch) =>
      void navigate({
        to: '.',
        search: (known: object) => ({ ...known, ...next }),
        replace: !('span' in next),
        resetScroll: false,
      } as never),
    [navigate],
  );
  const { report, instances, isPending, error, retry } = useSet(run);
  if (isPending) return <Skeleton rows={8} />;
  if (error) return <ProblemView error={error} onRetry={retry} />;
  const rows = instanceRows(report, instances ?? []);
  if (rows.length === 0) {
    return (
      <EmptyState icon="chart" title={live ? 'The instances are not known yet' : 'Nothing is told of the instances'}>
        {live
          ? 'They appear here when the solver begins with the first of them.'
          : 'The run ended before the solver began with the first of them; its log says why.'}
      </EmptyState>
    );
  }
  const shown = rows.find(({ place }) => place === search.instance) ?? instanceInSight(rows);
  return (
    <div className="stack">
      {report && <SetFacts report={report} live={live} />}
      <InstancesCard
        run={run}
        rows={rows}
        live={live}
        shown={shown?.place}
        onShow={(instance) => change({ instance, span: undefined })}
      />
      {shown && (
        <InstanceCourse
          key={shown.place}
          run={run}
          row={shown}
          live={live && shown.status === 'solving'}
          search={search}
          change={change}
        />
      )}
    </div>
  );
}

/** The table that the run has stored last, and which datasets its rows are. */
function useSet(run: Run) {
  const artifacts = useQuery(artifactsQuery(run.id));
  const artifact = artifacts.data?.items.find(({ name }) => name === SET_TABLE);
  const table = useQuery({
    ...jsonArtifactQuery<SetReport>(run.id, SET_TABLE, artifact?.sha256 ?? ''),
    enabled: artifact !== undefined,
    // It is stored again and again: the last one stays on screen until the next is read.
    placeholderData: (known) => known,
  });
  const instances = useQuery({ ...studyInstancesQuery(run.studyId ?? ''), enabled: Boolean(run.studyId) });
  const report = table.data;
  // What was read stays. Without the datasets the numbers are still told, and without numbers the instances wait.
  const asked = [artifacts, table, instances];
  const failed = report ? undefined : asked.find((one) => one.isError && one.data === undefined);
  const isPending =
    artifacts.isPending ||
    (artifact !== undefined && table.isPending) ||
    (report === undefined && Boolean(run.studyId) && instances.isPending);
  return {
    report,
    instances: instances.data,
    isPending: isPending && failed === undefined,
    error: failed?.error,
    retry: () => void failed?.refetch(),
  };
}

/** What all of them come to. */
export function SetFacts({ report, live }: { report: SetReport; live: boolean }): ReactNode {
  const all = report.instances.length;
  return (
    <div>
      <dl className="solve-facts" data-testid="set-facts">
        {setMeasures.map(({ name, count, title, definition, format }) => {
          const value = report.counts[count];
          return (
            <Fact key={name} name={<Defined word={title} definition={definition} />} title={titleOf(value)}>
              {name === 'solved' ? `${format(value)} of ${formatCount(all)}` : format(value)}
            </Fact>
          );
        })}
        <Fact name="Each at most">{formatSeconds(report.timeLimit)}</Fact>
      </dl>
      {live && <p className="muted small">So far: what it comes to if nothing gets better any more.</p>}
    </div>
  );
}

export function InstancesCard({
  run,
  rows,
  live,
  shown,
  onShow,
}: {
  run: Pick<Run, 'name' | 'projectId'>;
  rows: readonly InstanceRow[];
  live: boolean;
  /** The place of the one whose course is shown. */
  shown: number | undefined;
  onShow: (place: number) => void;
}): ReactNode {
  const id = useId();
  return (
    <Card
      title={plural(rows.length, 'instance')}
      labelledBy={id}
      aside={
        <Button
          icon="download"
          onClick={() =>
            saveBlob(new Blob([csvOfInstances(rows)], { type: 'text/csv;charset=utf-8' }), `${run.name} instances.csv`)
          }
        >
          CSV
        </Button>
      }
    >
      <TableFrame label="Instances" className="set-instances">
        <table className="table" aria-label="Instances">
          <thead>
            <tr>
              <th className="number">Place</th>
              <th>Instance</th>
              <th>Status</th>
              <th className="number">Objective</th>
              <th className="number">Bound</th>
              <th className="number">Gap</th>
              <th className="number">Time</th>
              <th className="number">Primal integral</th>
              <th className="number">Gap integral</th>
              <th className="number">Nodes</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.place} data-highlighted={row.place === shown || undefined} data-instance={row.place}>
                <td className="number">{row.place}</td>
                <td>
                  <InstanceName projectId={run.projectId} row={row} />
                </td>
                <td>
                  <InstanceState row={row} live={live} />
                </td>
                <Numbers row={row} />
                <td>
                  <button
                    type="button"
                    className="link-button"
                    aria-pressed={row.place === shown}
                    onClick={() => onShow(row.place)}
                  >
                    Curves<span className="visually-hidden"> of {row.name}</span>
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <dl className="solve-notes muted small">
        <dt>Gap</dt>
        <dd>{GAP_DEFINITION}</dd>
        <dt>Primal integral</dt>
        <dd>{PRIMAL_INTEGRAL_DEFINITION}</dd>
      </dl>
    </Card>
  );
}

function InstanceName({ projectId, row: { datasetId, name } }: { projectId: string; row: InstanceRow }) {
  if (datasetId === undefined) return name;
  return (
    <Link to="/projects/$projectId/datasets/$datasetId" params={{ projectId, datasetId }}>
      {name}
    </Link>
  );
}

function InstanceState({ row: { status, limit, message }, live }: { row: InstanceRow; live: boolean }) {
  const outcome = outcomes.find((one) => one === status);
  if (outcome) {
    return (
      <>
        <OutcomeState outcome={outcome} />
        {limit && <span className="muted"> · {limit} limit</span>}
      </>
    );
  }
  if (status === 'failed') {
    return (
      <>
        <RunState status="failed" />
        {message && <p className="tone-error small set-message">{message}</p>}
      </>
    );
  }
  return status === 'solving' && live ? (
    <RunState status="running" />
  ) : (
    <span className="muted">{openWord(status, live) ?? status}</span>
  );
}

const known = (value: number | null | undefined): number | undefined => value ?? undefined;

function Numbers({ row }: { row: InstanceRow }) {
  const cells: readonly (readonly [string, number | null | undefined, string])[] = [
    ['objective', row.objective, formatObjective(known(row.objective))],
    ['bound', row.bound, formatObjective(known(row.bound))],
    ['gap', row.gap, formatGap(row.gap)],
    ['time', row.time, formatSeconds(known(row.time))],
    ['primalIntegral', row.primalIntegral, formatSeconds(known(row.primalIntegral))],
    ['gapIntegral', row.counts?.gapIntegral, formatGap(row.counts?.gapIntegral)],
    ['nodes', row.nodes, row.nodes === null || row.nodes === undefined ? NOTHING : formatCount(row.nodes)],
  ];
  return cells.map(([name, value, words]) => (
    <td key={name} className="number" title={titleOf(known(value))}>
      {words}
    </td>
  ));
}

/** Incumbent, bound and gap of one instance over its own seconds. */
function InstanceCourse({
  run,
  row,
  live,
  search,
  change,
}: {
  run: Run;
  row: InstanceRow;
  live: boolean;
  search: SolveSearch;
  change: (change: SolveSearch) => void;
}) {
  const { id } = run;
  const { name, place, beganAt, status } = row;
  const runs = useMemo(() => [{ id, live }], [id, live]);
  const traces = useTraces(runs, instancePrefix(place), known(beganAt));
  const courseOf = useCallback(
    (set: TraceSet): Course => ({
      curves: set.traces.map((trace) => ({ runId: trace.runId, label: name, stroke: incumbentStroke, trace })),
      sets: [],
      hasObjective: true,
    }),
    [name],
  );
  return (
    <ConvergenceCard
      title={`Convergence of ${name}`}
      fileName={`${run.name} ${name} convergence`}
      traces={traces}
      courseOf={courseOf}
      live={live}
      search={search}
      change={change}
      empty={
        <EmptyState icon="chart" title={live ? 'No feasible solution yet' : 'Nothing to draw'}>
          {live
            ? 'The solver has reported neither a solution nor a bound so far; the first one appears here by itself.'
            : status === 'waiting'
              ? 'Its turn has not come.'
              : 'The solver reported neither a solution nor a finite bound.'}
        </EmptyState>
      }
    >
      <Legend />
    </ConvergenceCard>
  );
}
