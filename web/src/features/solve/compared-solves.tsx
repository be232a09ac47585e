import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import type { Run } from '@/shared/api/types';
import { strokeOf } from '@/shared/chart/palette';
import { formatGap, formatSeconds, NOTHING } from '@/shared/format/format';
import { highlightRun, useHighlightedRun } from '@/shared/live/highlight';
import { useTopic } from '@/shared/stream/use-stream';
import { Banner, EmptyState } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { RunState } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { ConvergenceCard, type Course } from './convergence-card';
import type { SetCurve } from './convergence-model';
import {
  bandOf,
  GAP_DEFINITION,
  GEOMETRIC_MEAN_DEFINITION,
  PRIMAL_INTEGRAL_DEFINITION,
  SHIFT_SECONDS,
  senseOf,
} from './solve-math';
import type { SolveSearch } from './solve-search';
import { isSameInstance, rowOf, type SetRow, type SolveRow, setRowOf, setsOf } from './solve-sets';
import { formatObjective } from './solve-values';
import { endOf, type TraceSet } from './trace';
import { useTraces } from './traces';

/** A picked solve of the comparison. */
export interface ComparedSolve {
  id: string;
  name: string;
  /** The name with its colour, as it stands everywhere on the page. */
  title: ReactNode;
  slot: number;
  visible: boolean;
  run: Run;
}

const ENDED = ['succeeded', 'failed', 'cancelled', 'timed_out'];
const isLive = (run: Run) => !ENDED.includes(run.status);

/** Several solves: their courses over each other with median and band, what each came to, and the means of each method. */
export function ComparedSolves({
  projectId,
  solves,
  search,
  change,
  onChanged,
}: {
  projectId: string;
  solves: readonly ComparedSolve[];
  search: SolveSearch;
  change: (change: SolveSearch) => void;
  /** A solve has begun or ended. */
  onChanged: () => void;
}): ReactNode {
  useStatusChanges(projectId, solves, onChanged);
  const shown = useMemo(() => solves.filter((solve) => solve.visible), [solves]);
  const traced = useMemo(() => shown.map(({ id, run }) => ({ id, live: isLive(run) })), [shown]);
  const traces = useTraces(traced);
  const runs = useMemo(() => shown.map((solve) => solve.run), [shown]);
  const sets = useMemo(() => setsOf(runs), [runs]);
  const hasObjective = useMemo(() => isSameInstance(runs), [runs]);
  const courseOf = useCallback(
    (set: TraceSet): Course => {
      const bySolve = new Map(set.traces.map((trace) => [trace.runId, trace]));
      const curves = shown.flatMap(({ id, name, slot }) => {
        const trace = bySolve.get(id);
        return trace ? [{ runId: id, label: name, stroke: strokeOf(slot, shown.length), trace }] : [];
      });
      const end = Math.max(0, ...curves.flatMap(({ trace }) => endOf(trace) ?? []));
      const bands = sets.flatMap((one): SetCurve[] => {
        const own = curves.filter((curve) => one.runs.some((run) => run.id === curve.runId));
        const sense = own.map(({ trace }) => senseOf(trace)).find((found) => found !== undefined);
        const worst = sense === 'maximize' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
        const objective = hasObjective
          ? bandOf(
              own.map(({ trace }) => trace.incumbent),
              worst,
              end,
            )
          : undefined;
        const gap = bandOf(
          own.map(({ trace }) => trace.gap),
          Number.POSITIVE_INFINITY,
          end,
        );
        const [first] = own;
        if (!first || (!objective && !gap)) return [];
        const token = sets.length === 1 ? 'text' : first.stroke.token;
        return [{ label: one.label, stroke: { token, dash: [], width: 2.5 }, objective, gap }];
      });
      return { curves, sets: bands, hasObjective };
    },
    [shown, sets, hasObjective],
  );
  if (shown.length === 0) {
    return (
      <EmptyState icon="chart" title="No solve is shown">
        All picked solves are hidden: show one with the eye beside its name.
      </EmptyState>
    );
  }
  const rows = shown.map((solve) => ({ solve, row: rowOf(solve.run) }));
  const live = traced.some((one) => one.live);
  return (
    <div className="stack">
      {!hasObjective && (
        <Banner tone="info">
          These solves are of different instances: their objectives cannot be compared, so only the gap is drawn.
        </Banner>
      )}
      <ConvergenceCard
        title="Convergence of all solves"
        fileName="solves convergence"
        traces={traces}
        courseOf={courseOf}
        live={live}
        search={search}
        change={change}
        empty={
          <EmptyState icon="chart" title="Nothing to draw yet">
            None of these solves has reported a solution or a bound; the first one appears here.
          </EmptyState>
        }
      >
        <SetLegend sets={sets.map(({ label, runs: own }) => ({ label, count: own.length }))} />
      </ConvergenceCard>
      <MeansCard rows={sets.map(setRowOf)} />
      <SolvesCard rows={rows} />
    </div>
  );
}

const SETTLE_MS = 500;

/** Tells when the stream says another status of a solve than is known here, and when something was missed. */
function useStatusChanges(projectId: string, solves: readonly ComparedSolve[], onChanged: () => void): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(onChanged);
  latest.current = onChanged;
  useEffect(() => () => clearTimeout(timer.current), []);
  const soon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(), SETTLE_MS);
  };
  useTopic(`project:${projectId}:runs`, {
    onGap: soon,
    onBatch: (items) => {
      const isNews = items.some((item) => {
        const { run, runIds } = item as { run?: Run; runIds?: string[] };
        if (runIds) return solves.some((solve) => runIds.includes(solve.id));
        const known = run && solves.find((solve) => solve.id === run.id)?.run;
        return known !== undefined && run !== undefined && run.status !== known.status;
      });
      if (isNews) soon();
    },
  });
}

function SetLegend({ sets }: { sets: readonly { label: string; count: number }[] }) {
  const drawn = sets.filter((set) => set.count > 1);
  return (
    <ul className="solve-legend" aria-label="What is drawn">
      <li>Thin lines: each solve in its colour</li>
      {drawn.map((set) => (
        <li key={set.label}>
          <span className="solve-median" aria-hidden="true" />
          Median of {set.label}, with {set.count >= 4 ? 'quartiles' : 'min–max'} of {set.count} solves as a band
        </li>
      ))}
      {drawn.length === 0 && <li>Start a solve with several seeds for a median and a band</li>}
    </ul>
  );
}

const digits = (value: number | undefined) => (value === undefined ? undefined : String(value));

function MeansCard({ rows }: { rows: readonly SetRow[] }) {
  return (
    <Card title="By method" labelledBy="solve-means">
      <TableFrame label="Solves by method">
        <table className="table" aria-label="Solves by method">
          <thead>
            <tr>
              <th>Method</th>
              <th className="number">Solves</th>
              <th className="number">Proven</th>
              <th className="number">Time, shifted geometric mean</th>
              <th className="number">Gap, median</th>
              <th className="number">Primal integral, median</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.label}>
                <td>{row.label}</td>
                <td className="number">{row.ended < row.runs ? `${row.ended} of ${row.runs} ended` : row.runs}</td>
                <td className="number">{row.solved}</td>
                <td className="number" title={digits(row.time)} data-testid="geometric-mean">
                  {formatSeconds(row.time)}
                </td>
                <td className="number" title={digits(row.gap)}>
                  {formatGap(row.gap)}
                </td>
                <td className="number" title={digits(row.primalIntegral)}>
                  {formatSeconds(row.primalIntegral)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <dl className="solve-notes muted small">
        <dt>Time, shift {SHIFT_SECONDS} s</dt>
        <dd>{GEOMETRIC_MEAN_DEFINITION}</dd>
        <dt>Gap</dt>
        <dd>{GAP_DEFINITION}</dd>
        <dt>Primal integral</dt>
        <dd>{PRIMAL_INTEGRAL_DEFINITION}</dd>
      </dl>
    </Card>
  );
}

function SolvesCard({ rows }: { rows: readonly { solve: ComparedSolve; row: SolveRow }[] }) {
  const highlighted = useHighlightedRun();
  return (
    <Card title="Each solve" labelledBy="solve-each">
      <TableFrame label="Each solve">
        <table className="table" aria-label="Each solve">
          <thead>
            <tr>
              <th>Solve</th>
              <th>Outcome</th>
              <th className="number">Seed</th>
              <th className="number">Time</th>
              <th className="number">Objective</th>
              <th className="number">Gap</th>
              <th className="number">Primal integral</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ solve, row }) => (
              <tr
                key={solve.id}
                data-highlighted={highlighted === solve.id || undefined}
                onPointerEnter={() => highlightRun(solve.id)}
                onPointerLeave={() => highlightRun(undefined)}
              >
                <td>{solve.title}</td>
                <td>
                  <RunState status={solve.run.status} run={solve.run} />
                </td>
                <td className="number">{seedOf(solve.run)}</td>
                <td className="number" title={digits(row.seconds)}>
                  {formatSeconds(row.seconds)}
                  {row.counted !== undefined && row.counted !== row.seconds && (
                    <span className="muted"> counts as {formatSeconds(row.counted)}</span>
                  )}
                </td>
                <td className="number" title={digits(row.objective)}>
                  {formatObjective(row.objective)}
                </td>
                <td className="number" title={digits(row.gap)}>
                  {formatGap(row.gap)}
                </td>
                <td className="number" title={digits(row.primalIntegral)}>
                  {formatSeconds(row.primalIntegral)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Card>
  );
}

function seedOf(run: Run): string {
  const seed = (run.spec.parameters as Record<string, unknown> | undefined)?.seed;
  return typeof seed === 'number' ? String(seed) : NOTHING;
}
