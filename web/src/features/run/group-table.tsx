import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Fragment, useRef } from 'react';
import { formatCount, formatNumber, NOTHING, plural } from '@/shared/format/format';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon } from '@/shared/ui/icon';
import { TableFrame } from '@/shared/ui/table-frame';
import { withCondition } from './filter-language';
import {
  type Aggregate,
  type Better,
  betterOf,
  type ColumnState,
  columnName,
  groupWord,
  metricKeyOf,
  withAggregate,
} from './run-columns';
import { type GroupMetric, type RunGroup, readGroups } from './run-list-api';
import type { RunsSearch } from './runs-search';

const ROW = 32;
const MOST_GROUPS = 500;
const MOST_METRICS = 6;

/** A group by its value: the count of its runs and what their metrics are together. It opens as its own condition. */
export function GroupTable({
  projectId,
  search,
  by,
  metrics,
}: {
  projectId: string;
  search: RunsSearch;
  by: string;
  metrics: readonly ColumnState[];
}) {
  const shown = metrics.slice(0, MOST_METRICS);
  const fields = shown.map((one) => withAggregate(one.key, one.aggregate));
  const groups = useQuery({
    queryKey: ['runs', projectId, 'groups', by, search.q, fields],
    queryFn: ({ signal }) =>
      readGroups(projectId, { by, filter: search.q, metric: fields, limit: MOST_GROUPS }, signal),
    refetchInterval: 15_000,
  });
  const frame = useRef<HTMLElement>(null);
  const items = groups.data?.items ?? [];
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  if (groups.isPending) return <Skeleton rows={12} />;
  if (groups.isError && items.length === 0)
    return <ProblemView error={groups.error} onRetry={() => void groups.refetch()} />;
  if (items.length === 0) {
    return (
      <EmptyState
        icon="search"
        title="No run to put into groups"
        action={
          <Link
            to="/projects/$projectId/runs"
            params={{ projectId }}
            search={{ ...search, q: undefined }}
            className="button button-default"
          >
            Clear the filter
          </Link>
        }
      />
    );
  }
  const visible = rows.getVirtualItems();
  const before = visible[0]?.start ?? 0;
  const after = rows.getTotalSize() - (visible.at(-1)?.end ?? 0);
  return (
    <>
      <p className="muted small" role="status">
        {`${plural(groups.data?.total ?? 0, 'group')} by ${groupWord(by)}`}
        {(groups.data?.total ?? 0) > items.length && `; the ${formatCount(items.length)} largest are shown`}
      </p>
      <TableFrame className="groups-frame" ref={frame} label="Groups">
        <table className="table group-table" aria-label="Groups of runs" aria-rowcount={items.length + 1}>
          <thead>
            <tr>
              <th>{groupWord(by)}</th>
              <th className="number">n</th>
              {shown.map((column) => (
                <Fragment key={column.key}>
                  <th className="number">{`${title(column)} mean ± std`}</th>
                  <th className="number">min</th>
                  <th className="number">max</th>
                  <th>best</th>
                </Fragment>
              ))}
            </tr>
          </thead>
          <tbody>
            {before > 0 && <Gap height={before} />}
            {visible.map(({ index }) => {
              const group = items[index];
              if (!group) return null;
              return (
                <tr key={`${group.value}`} aria-rowindex={index + 2}>
                  <td>
                    <Link
                      to="/projects/$projectId/runs"
                      params={{ projectId }}
                      search={{ ...search, group: undefined, q: withCondition(search.q ?? '', group.filter) }}
                      title={group.filter}
                    >
                      <Icon name="chevronRight" size={12} />
                      {group.value === null ? <em>not set</em> : group.label}
                    </Link>
                  </td>
                  <td className="number">{formatCount(group.n)}</td>
                  {shown.map((column, at) => (
                    <MetricCells
                      key={column.key}
                      projectId={projectId}
                      column={column}
                      value={metricOf(group, fields[at] ?? '', column)}
                    />
                  ))}
                </tr>
              );
            })}
            {after > 0 && <Gap height={after} />}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}

const title = (column: ColumnState) => `${columnName(column.key)} ${column.aggregate ?? 'last'}`;

function metricOf(group: RunGroup, field: string, column: ColumnState): GroupMetric | undefined {
  return group.metrics[field] ?? group.metrics[column.key] ?? group.metrics[metricKeyOf(column.key)];
}

function MetricCells({
  projectId,
  column,
  value,
}: {
  projectId: string;
  column: { key: string; aggregate?: Aggregate; better?: Better };
  value: GroupMetric | undefined;
}) {
  const isUp = betterOf(column) === 'up';
  const best = isUp ? value?.max : value?.min;
  const bestRun = isUp ? value?.maxRunId : value?.minRunId;
  return (
    <>
      <td className="number">
        {value?.mean === null || value === undefined ? (
          NOTHING
        ) : (
          <>
            {formatNumber(value.mean)}{' '}
            <span className="muted">± {value.std === null ? NOTHING : formatNumber(value.std)}</span>
          </>
        )}
      </td>
      <td className="number">{formatNumber(value?.min)}</td>
      <td className="number">{formatNumber(value?.max)}</td>
      <td>
        {bestRun ? (
          <Link to="/projects/$projectId/runs/$runId" params={{ projectId, runId: bestRun }} className="tabular">
            {formatNumber(best)}
          </Link>
        ) : (
          NOTHING
        )}
      </td>
    </>
  );
}

function Gap({ height }: { height: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row that only takes space cannot be focused
    <tr aria-hidden="true">
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
