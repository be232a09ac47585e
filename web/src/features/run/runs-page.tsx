import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { LogCounts } from '@/features/log';
import type { Run, RunKind, RunStatus } from '@/shared/api/types';
import { formatCount, plural } from '@/shared/format/format';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon } from '@/shared/ui/icon';
import { PageHeader } from '@/shared/ui/page';
import { RunState, runStatusWord } from '@/shared/ui/status';
import { TimeAgo } from '@/shared/ui/time';
import { runsQuery } from './queries';
import { datasetWord, isActive, isWaiting, runStatuses } from './rules';
import { Headline, kindWord, ProgressBar, ProgressWords, RunDuration } from './run-facts';
import type { RunsSearch } from './run-search';
import { useProjectRunUpdates } from './run-updates';
import './run.css';

const ROW_HEIGHT = 32;
const columns = ['Status', 'Name', 'Kind', 'Dataset', 'Result', 'Log', 'Duration', 'Created', 'By'] as const;

export function RunsPage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const filters = useSearch({ strict: false }) as RunsSearch;
  const client = useQueryClient();
  const runs = useInfiniteQuery(runsQuery(projectId, filters));
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const total = runs.data?.pages[0]?.total ?? 0;
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const frame = useRef<HTMLDivElement>(null);

  useProjectRunUpdates(projectId, (changed) => {
    const shown = new Set(items.map((run) => run.id));
    const newest = items[0]?.createdAt ?? '';
    const added = changed.filter((run) => !shown.has(run.id) && run.createdAt >= newest && matches(run, filters));
    if (added.length > 0) setFresh((known) => new Set([...known, ...added.map((run) => run.id)]));
  });
  const showFresh = () => {
    setFresh(new Set());
    frame.current?.scrollTo({ top: 0 });
    void client.resetQueries({ queryKey: runsQuery(projectId, filters).queryKey });
  };
  const filtered = Boolean(filters.status || filters.kind || filters.q);
  return (
    <div className="page">
      <PageHeader
        title="Runs"
        documentTitle="Runs"
        meta={runs.isSuccess ? `${plural(total, 'run')}${filtered ? ' match' : ''}` : undefined}
        actions={
          <Link
            to="/projects/$projectId/new"
            params={{ projectId }}
            search={{ kind: 'training' }}
            className="button button-primary"
          >
            New training
          </Link>
        }
      />
      <Filters filters={filters} />
      {runs.isError && (
        <ProblemView
          error={runs.error}
          kept={items.length > 0 ? 'The rows below are the last that were read.' : undefined}
          onRetry={() => void runs.refetch()}
        />
      )}
      {fresh.size > 0 && (
        <div className="row">
          <button type="button" className="button fresh-pill" onClick={showFresh}>
            <Icon name="arrowUp" size={14} />
            {formatCount(fresh.size)} new {fresh.size === 1 ? 'run' : 'runs'}
          </button>
        </div>
      )}
      {runs.isPending ? (
        <Skeleton rows={14} />
      ) : items.length === 0 && runs.isSuccess ? (
        <NoRuns projectId={projectId} filtered={filtered} />
      ) : (
        <VirtualRuns
          runs={items}
          total={total}
          frame={frame}
          hasMore={runs.hasNextPage}
          loadMore={() => !runs.isFetchingNextPage && void runs.fetchNextPage()}
        />
      )}
    </div>
  );
}

function matches(run: Run, filters: RunsSearch): boolean {
  return (
    (!filters.kind || run.kind === filters.kind) &&
    (!filters.status || filters.status.includes(run.status)) &&
    (!filters.q || run.name.toLowerCase().includes(filters.q.toLowerCase()))
  );
}

function Filters({ filters }: { filters: RunsSearch }) {
  const navigate = useNavigate();
  const [text, setText] = useState(filters.q ?? '');
  const change = (next: RunsSearch) => void navigate({ to: '.', search: { ...filters, ...next }, replace: true });
  const latest = useRef(change);
  latest.current = change;
  useEffect(() => setText(filters.q ?? ''), [filters.q]);
  useEffect(() => {
    if (text === (filters.q ?? '')) return;
    const timer = setTimeout(() => latest.current({ q: text || undefined }), 250);
    return () => clearTimeout(timer);
  }, [text, filters.q]);
  const filtered = Boolean(filters.status || filters.kind || filters.q);
  return (
    <search className="filter-bar">
      <input
        type="search"
        className="input filter-name"
        aria-label="Part of the name"
        placeholder="Part of the name"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <select
        className="input select"
        aria-label="Status"
        value={filters.status?.length === 1 ? filters.status[0] : filters.status ? 'several' : ''}
        onChange={(event) => change({ status: event.target.value ? [event.target.value as RunStatus] : undefined })}
      >
        <option value="">Every status</option>
        {filters.status && filters.status.length > 1 && (
          <option value="several">{filters.status.map(runStatusWord).join(', ')}</option>
        )}
        {runStatuses.map((status) => (
          <option key={status} value={status}>
            {runStatusWord(status)}
          </option>
        ))}
      </select>
      <select
        className="input select"
        aria-label="Kind"
        value={filters.kind ?? ''}
        onChange={(event) => change({ kind: (event.target.value || undefined) as RunKind | undefined })}
      >
        <option value="">Every kind</option>
        <option value="training">Training</option>
        <option value="prediction">Prediction</option>
      </select>
      {filtered && (
        <button
          type="button"
          className="link-button"
          onClick={() => change({ status: undefined, kind: undefined, q: undefined })}
        >
          Clear filters
        </button>
      )}
    </search>
  );
}

function NoRuns({ projectId, filtered }: { projectId: string; filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState
        icon="search"
        title="No run matches these filters"
        action={
          <Link to="/projects/$projectId/runs" params={{ projectId }} className="button button-default">
            Clear filters
          </Link>
        }
      />
    );
  }
  return (
    <EmptyState
      icon="runs"
      title="No runs yet"
      action={
        <Link
          to="/projects/$projectId/new"
          params={{ projectId }}
          search={{ kind: 'training' }}
          className="button button-primary"
        >
          New training
        </Link>
      }
    >
      A run is anything that is executed: a training, or a prediction for a whole dataset. Start one and watch it here.
    </EmptyState>
  );
}

function VirtualRuns({
  runs,
  total,
  frame,
  hasMore,
  loadMore,
}: {
  runs: readonly Run[];
  total: number;
  frame: React.RefObject<HTMLDivElement | null>;
  hasMore: boolean;
  loadMore: () => void;
}) {
  const navigate = useNavigate();
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    getItemKey: (index) => runs[index]?.id ?? index,
  });
  const shown = rows.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastShown >= runs.length - 20) loadMore();
  }, [hasMore, lastShown, runs.length, loadMore]);
  const before = shown[0]?.start ?? 0;
  const after = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <>
      <div
        className="table-frame run-frame"
        ref={frame}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <table className="table run-table" aria-label="Runs" aria-rowcount={total + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <th key={column} className={`column-${column.toLowerCase()}${column === 'Duration' ? ' number' : ''}`}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {before > 0 && <Spacer height={before} />}
            {shown.map((row) => {
              const run = runs[row.index];
              return run ? (
                <RunRow
                  key={run.id}
                  run={run}
                  index={row.index}
                  onOpen={() =>
                    void navigate({
                      to: '/projects/$projectId/runs/$runId',
                      params: { projectId: run.projectId, runId: run.id },
                    })
                  }
                />
              ) : null;
            })}
            {after > 0 && <Spacer height={after} />}
          </tbody>
        </table>
      </div>
      {hasMore && (
        <p className="muted small">{`${formatCount(runs.length)} of ${formatCount(total)} read; scroll for more.`}</p>
      )}
    </>
  );
}

function Spacer({ height }: { height: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row that only takes space cannot be focused
    <tr aria-hidden="true">
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

function RunRow({ run, index, onOpen }: { run: Run; index: number; onOpen: () => void }) {
  return (
    <tr
      aria-rowindex={index + 2}
      className="clickable"
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest('a')) onOpen();
      }}
    >
      <td className="column-status">
        <RunState status={run.status} />
      </td>
      <td className="column-name">
        <Link
          to="/projects/$projectId/runs/$runId"
          params={{ projectId: run.projectId, runId: run.id }}
          className="ellipsis"
        >
          {run.name}
        </Link>
      </td>
      <td className="column-kind">{kindWord(run.kind)}</td>
      <td className="column-dataset ellipsis">{datasetWord(run)}</td>
      <td className="column-result">
        {!isActive(run) ? (
          <Headline run={run} />
        ) : isWaiting(run) ? (
          <span className="muted">{run.statusReason ?? 'waits for a slot'}</span>
        ) : (
          <span className="row-progress">
            <ProgressBar run={run} />
            <span className="tabular muted">
              <ProgressWords run={run} short />
            </span>
          </span>
        )}
      </td>
      <td className="column-log">
        <LogCounts run={run} />
      </td>
      <td className="column-duration number">
        <RunDuration run={run} />
      </td>
      <td className="column-created">
        <TimeAgo time={run.createdAt} />
      </td>
      <td className="column-by ellipsis">{run.createdBy.name}</td>
    </tr>
  );
}
