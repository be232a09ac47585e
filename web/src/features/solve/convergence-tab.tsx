import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Run } from '@/shared/api/types';
import { formatGap, formatSeconds } from '@/shared/format/format';
import { EmptyState } from '@/shared/ui/feedback';
import { outcomeOf } from '@/shared/ui/status';
import { ConflictCard } from './conflict-card';
import { ConvergenceCard, type Course } from './convergence-card';
import { boundStroke, gapStroke, incumbentStroke } from './convergence-plot';
import { Defined } from './defined';
import { GAP_DEFINITION, gapMarks, PRIMAL_INTEGRAL_DEFINITION, reachedAt } from './solve-math';
import type { SolveSearch } from './solve-search';
import { formatObjective, valuesOf } from './solve-values';
import type { TraceSet } from './trace';
import { type Traces, useTraces } from './traces';

/** How a solve came to its solution: incumbent, bound and gap over the seconds. */
export function ConvergenceTab({ run, live, waits }: { run: Run; live: boolean; waits: boolean }): ReactNode {
  const { id, name } = run;
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
  const runs = useMemo(() => [{ id, live }], [id, live]);
  const traces = useTraces(runs);
  const courseOf = useCallback(
    (set: TraceSet): Course => ({
      curves: set.traces.map((trace) => ({ runId: trace.runId, label: name, stroke: incumbentStroke, trace })),
      sets: [],
      hasObjective: true,
    }),
    [name],
  );
  const outcome = outcomeOf(run);
  const isInfeasible = outcome === 'infeasible' || outcome === 'infeasible_or_unbounded';
  return (
    <div className="stack">
      {isInfeasible && <ConflictCard run={run} />}
      <ConvergenceCard
        title="Convergence"
        fileName={`${name} convergence`}
        traces={traces}
        courseOf={courseOf}
        live={live}
        search={search}
        change={change}
        empty={<NothingYet run={run} live={live} waits={waits} />}
      >
        <Legend />
        <Numbers run={run} traces={traces} live={live} />
      </ConvergenceCard>
    </div>
  );
}

function NothingYet({ run, live, waits }: { run: Run; live: boolean; waits: boolean }) {
  if (waits) {
    return (
      <EmptyState icon="chart" title="Not begun">
        The solve waits. Its incumbent, bound and gap are drawn here as soon as the solver reports them.
      </EmptyState>
    );
  }
  if (live) {
    return (
      <EmptyState icon="chart" title="No feasible solution yet">
        The solver has reported neither a solution nor a bound so far; the first one appears here by itself.
      </EmptyState>
    );
  }
  const outcome = outcomeOf(run);
  return (
    <EmptyState icon="chart" title="Nothing to draw">
      {outcome === 'unbounded'
        ? 'The objective can be made better without end, so there is no best solution and no bound.'
        : outcome === undefined
          ? 'This solve ended before the solver reported a solution or a bound. Its log says how far it came.'
          : 'The solver reported neither a solution nor a finite bound.'}
    </EmptyState>
  );
}

export function Legend() {
  return (
    <ul className="solve-legend" aria-label="What is drawn">
      <li>
        <Swatch stroke={incumbentStroke} isDotted />
        Incumbent, a mark for each better solution
      </li>
      <li>
        <Swatch stroke={boundStroke} />
        Bound
      </li>
      <li>
        <span className="solve-shade" aria-hidden="true" />
        Gap between them
      </li>
      <li>
        <Swatch stroke={gapStroke} />
        Gap, log scale, with marks at {gapMarks.map(formatGap).join(', ')}
      </li>
    </ul>
  );
}

function Swatch({ stroke, isDotted = false }: { stroke: typeof incumbentStroke; isDotted?: boolean }) {
  const colour = `var(--${stroke.token})`;
  return (
    <svg width="18" height="8" aria-hidden="true" focusable="false">
      <line x1="0" y1="4" x2="18" y2="4" stroke={colour} strokeWidth="2" strokeDasharray={stroke.dash.join(' ')} />
      {isDotted && <circle cx="9" cy="4" r="3.500" fill={colour} />}
    </svg>
  );
}

/** The gap as a number, when each mark was reached, and how soon good solutions came. */
function Numbers({ run, traces, live }: { run: Run; traces: Traces; live: boolean }) {
  useSyncExternalStore(traces.feed.watch, traces.feed.current);
  const trace = traces.set?.traces[0];
  const values = valuesOf(run, trace);
  const reached = gapMarks.flatMap((mark) => {
    const at = trace && reachedAt(trace.gap, mark);
    return at === undefined ? [] : [`${formatGap(mark)} after ${formatSeconds(at)}`];
  });
  return (
    <p className="solve-numbers tabular">
      <span>
        <Defined word="Gap" definition={GAP_DEFINITION} />{' '}
        <strong title={values.gap === undefined ? undefined : String(values.gap)} data-testid="gap">
          {formatGap(values.gap)}
        </strong>
      </span>
      {values.solutions === 0 && (
        <span>
          No feasible solution yet
          {values.bound !== undefined && `: bound ${formatObjective(values.bound)}`}
          {values.seconds !== undefined && ` after ${formatSeconds(values.seconds)}`}
        </span>
      )}
      {reached.length > 0 && <span className="muted">reached {reached.join(' · ')}</span>}
      {values.primalIntegral !== undefined && (
        <span>
          <Defined word="Primal integral" definition={PRIMAL_INTEGRAL_DEFINITION} />{' '}
          <strong title={String(values.primalIntegral)}>{formatSeconds(values.primalIntegral)}</strong>
          {live && <span className="muted"> so far</span>}
        </span>
      )}
    </p>
  );
}
