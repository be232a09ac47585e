import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { formatClock, formatNumber, NOTHING } from '@/shared/format/format';
import { IconButton } from '@/shared/ui/button';
import { RunState } from '@/shared/ui/status';
import { isActive, isMeasured } from './rules';
import { sparkPath } from './run-cells';
import { metricKeyOf } from './run-columns';
import { ProgressBar, ProgressWords, RunDuration } from './run-facts';
import { trendKeys } from './run-headline';
import { compareRuns, type RunRow, readSparklines } from './run-list-api';

const CHARTS = 4;
const LINES = 5;
const MOST_PARAMS = 12;
const WIDTH = 156;
const HEIGHT = 44;

/** A look at a run beside the table: four charts, what differs from the baseline, the end of the log. */
export function PeekPanel({
  run,
  baselineId,
  metricKeys,
  onClose,
}: {
  run: RunRow;
  baselineId: string | undefined;
  metricKeys: readonly string[];
  onClose: () => void;
}) {
  return (
    <aside className="peek" aria-label={`Peek: ${run.name}`}>
      <div className="row spread peek-head">
        <Link
          to="/projects/$projectId/runs/$runId"
          params={{ projectId: run.projectId, runId: run.id }}
          className="ellipsis running-name"
        >
          {run.name}
        </Link>
        <IconButton icon="close" label="Close the peek (Esc)" className="icon-button-small" onClick={onClose} />
      </div>
      <div className="row spread">
        <RunState status={run.status} run={{ ...run, summary: gapOf(run) }} />
        <span className="muted tabular">
          <RunDuration run={run} />
        </span>
      </div>
      {isActive(run) && run.progress && (
        <>
          {isMeasured(run) && <ProgressBar run={run} />}
          <p className="muted tabular small">
            <ProgressWords run={run} />
          </p>
        </>
      )}
      {run.failure && <p className="tone-error">{run.failure.message}</p>}
      <Charts run={run} metricKeys={metricKeys} />
      <Difference run={run} baselineId={baselineId} />
      <LogEnd run={run} />
    </aside>
  );
}

/** A row of the table has its metrics instead of a summary. */
function gapOf(run: RunRow): RunRow['summary'] {
  const gap = run.metrics?.gap?.last;
  return gap === undefined ? run.summary : { gap };
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Charts({ run, metricKeys }: { run: RunRow; metricKeys: readonly string[] }) {
  const own = Object.keys(run.metrics ?? {}).filter((key) => (run.metrics?.[key]?.points ?? 0) > 1);
  const keys = [...new Set([...trendKeys(own, CHARTS), ...trendKeys(metricKeys.map(metricKeyOf), CHARTS * 2)])].slice(
    0,
    CHARTS * 2,
  );
  const lines = useQuery({
    queryKey: ['run', run.id, 'peek-lines', keys],
    queryFn: ({ signal }) =>
      readSparklines(
        keys.map((key) => ({ runId: run.id, key })),
        60,
        signal,
      ),
    enabled: keys.length > 0,
    refetchInterval: isActive(run) ? 5000 : false,
    retry: false,
  });
  const items = (lines.data?.items ?? []).filter((one) => one.values.length > 1).slice(0, CHARTS);
  return (
    <Section title="Metrics">
      {items.length === 0 ? (
        <p className="muted small">{lines.isFetching ? 'Reading…' : 'No metric with a course yet.'}</p>
      ) : (
        <div className="peek-charts">
          {items.map(({ key, values }) => {
            const numbers = values.filter((value) => typeof value === 'number');
            const last = formatNumber(numbers.at(-1));
            return (
              <figure key={key}>
                <figcaption className="peek-caption small">
                  <span className="ellipsis muted" title={key}>
                    {key}
                  </span>
                  <span className="tabular">{last}</span>
                </figcaption>
                <svg
                  className="spark"
                  viewBox={`-1 -1 ${WIDTH + 2} ${HEIGHT + 2}`}
                  preserveAspectRatio="none"
                  role="img"
                  aria-label={`${key}: from ${formatNumber(numbers[0])} to ${last}`}
                >
                  <path d={sparkPath(numbers, WIDTH, HEIGHT)} />
                </svg>
              </figure>
            );
          })}
        </div>
      )}
    </Section>
  );
}

function Difference({ run, baselineId }: { run: RunRow; baselineId: string | undefined }) {
  const isCompared = baselineId !== undefined && baselineId !== run.id;
  const comparison = useQuery({
    queryKey: ['runs', run.projectId, 'peek-diff', run.id, baselineId],
    queryFn: ({ signal }) => compareRuns(run.projectId, [baselineId ?? '', run.id], signal),
    enabled: isCompared,
    retry: false,
  });
  const params = (comparison.data?.params ?? []).filter((one) => one.differs);
  const word = (value: unknown) => (value === null || value === undefined ? NOTHING : String(value));
  return (
    <Section title="Parameters against the baseline">
      {!isCompared ? (
        <p className="muted small">
          {baselineId === run.id ? 'This is the baseline.' : 'There is no baseline yet: press b on a run to set it.'}
        </p>
      ) : comparison.isError ? (
        <p className="muted small">They cannot be compared at the moment.</p>
      ) : comparison.isPending ? (
        <p className="muted small">Reading…</p>
      ) : params.length === 0 ? (
        <p className="muted small">All the same.</p>
      ) : (
        <dl className="peek-params">
          {params.slice(0, MOST_PARAMS).map(({ path, values }) => (
            <div key={path}>
              <dt className="ellipsis">{path}</dt>
              <dd className="tabular">
                <del>{word(values[0])}</del> → <ins>{word(values[1])}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}

function LogEnd({ run }: { run: RunRow }) {
  const page = useQuery({
    queryKey: ['run', run.id, 'peek-log'],
    queryFn: () =>
      unwrap(
        api.GET('/runs/{runId}/log', { params: { path: { runId: run.id }, query: { tail: true, limit: LINES } } }),
      ),
    refetchInterval: isActive(run) ? 3000 : false,
    retry: false,
  });
  const lines = page.data?.lines ?? [];
  return (
    <Section title="The end of the log">
      {lines.length === 0 ? (
        <p className="muted small">{page.isPending ? 'Reading…' : 'No line yet.'}</p>
      ) : (
        <ol className="peek-log mono">
          {lines.slice(-LINES).map((line) => (
            <li key={line.seq} className={`level-${line.level}`} title={line.text}>
              <span className="muted">{formatClock(line.time)}</span> {line.text.split('\n')[0]}
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
