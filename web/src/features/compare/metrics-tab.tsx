import { type ReactNode, useState } from 'react';
import { formatNumber } from '@/shared/format/format';
import { useHighlightedRun } from '@/shared/live/highlight';
import { EmptyState } from '@/shared/ui/feedback';
import { SelectField } from '@/shared/ui/field';
import { Icon } from '@/shared/ui/icon';
import { TableFrame } from '@/shared/ui/table-frame';
import {
  type Aggregate,
  type ComparedRun,
  groupsOf,
  type MetricCell,
  type MetricRow,
  metricRows,
  sortedMetrics,
  spreadOf,
} from './comparison';
import { marks, RunName } from './run-name';
import type { TabProps } from './tab-props';

const aggregates: readonly { value: Aggregate; label: string }[] = [
  { value: 'last', label: 'last value' },
  { value: 'min', label: 'minimum' },
  { value: 'max', label: 'maximum' },
  { value: 'mean', label: 'mean' },
];

/** Metrics: value, delta to the baseline and rank of each run, or mean ± std of groups. */
export function MetricsTab({ comparison, runs, search, set }: TabProps): ReactNode {
  const [aggregate, setAggregate] = useState<Aggregate>('last');
  const rows = sortedMetrics(metricRows(comparison, runs, aggregate), runs, search.sort);
  if (rows.length === 0) {
    return (
      <EmptyState icon="chart" title="No metric yet">
        None of these runs has logged a metric; the first one appears here.
      </EmptyState>
    );
  }
  const groupings = [
    { value: 'tag', label: 'tag' },
    { value: 'kind', label: 'kind' },
    { value: 'algorithm', label: 'algorithm' },
    ...comparison.params
      .filter((one) => one.differs)
      .map((one) => ({ value: `param.${one.path}`, label: `param ${one.path}` })),
  ];
  return (
    <div className="stack">
      <div className="row compare-tools">
        <SelectField
          label="Value"
          value={aggregate}
          options={aggregates}
          onChange={(value) => setAggregate(value as Aggregate)}
        />
        <SelectField
          label="Group by"
          value={search.group ?? ''}
          placeholder="nothing: each run"
          options={groupings}
          onChange={(value) => set({ group: value === '' ? undefined : value })}
        />
      </div>
      {search.group ? (
        <GroupedTable rows={rows} runs={runs} groups={groupsOf(comparison, runs, search.group)} />
      ) : (
        <PlainTable rows={rows} runs={runs} sort={search.sort} onSort={(sort) => set({ sort })} />
      )}
    </div>
  );
}

function PlainTable({
  rows,
  runs,
  sort,
  onSort,
}: {
  rows: readonly MetricRow[];
  runs: readonly ComparedRun[];
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
}) {
  const highlighted = useHighlightedRun();
  const next = (by: string) => (sort === by ? `-${by}` : sort === `-${by}` ? undefined : by);
  const direction = (by: string) => (sort === by ? 'ascending' : sort === `-${by}` ? 'descending' : undefined);
  const arrow = (by: string) =>
    direction(by) && <Icon name={direction(by) === 'ascending' ? 'arrowUp' : 'arrowDown'} size={12} />;
  return (
    <TableFrame className="compare-scroll" label="Metrics">
      <table className="compare-table">
        <thead>
          <tr>
            <th scope="col" aria-sort={direction('key') ?? 'none'}>
              <button type="button" className="link-button" onClick={() => onSort(next('key'))}>
                Metric {arrow('key')}
              </button>
            </th>
            {runs.map((run) => (
              <th
                key={run.id}
                scope="col"
                aria-sort={direction(run.id) ?? 'none'}
                data-highlighted={highlighted === run.id || undefined}
              >
                <RunName run={run} />
                <button
                  type="button"
                  className="link-button"
                  aria-label={`Sort by ${run.name}`}
                  onClick={() => onSort(next(run.id))}
                >
                  sort {arrow(run.id)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <code>{row.key}</code> <span className="muted">{row.better === 'up' ? '↑' : '↓'}</span>
                <span className="visually-hidden">{row.better === 'up' ? ', more is better' : ', less is better'}</span>
              </th>
              {runs.map((run, at) => (
                <td
                  key={run.id}
                  className="number"
                  data-highlighted={highlighted === run.id || undefined}
                  {...marks(run.id)}
                >
                  <Cell cell={row.cells[at]} better={row.better} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Cell({ cell, better }: { cell: MetricCell | undefined; better: 'up' | 'down' }) {
  if (cell?.value === undefined) return <span className="muted">not logged</span>;
  const { value, delta, rank } = cell;
  const isGood = delta !== undefined && delta !== 0 && delta > 0 === (better === 'up');
  return (
    <>
      <span title={String(value)}>{formatNumber(value)}</span>{' '}
      {delta !== undefined && delta !== 0 && (
        <span className={isGood ? 'tone-success' : 'tone-error'} title={`${delta} to the baseline`}>
          {delta > 0 ? '▲ +' : '▼ −'}
          {formatNumber(Math.abs(delta))}
        </span>
      )}{' '}
      {rank !== undefined && (
        <span className={rank === 1 ? 'rank best' : 'rank'} title={`Place ${rank}`}>
          <span className="visually-hidden">place </span>
          {rank}
        </span>
      )}
    </>
  );
}

function GroupedTable({
  rows,
  runs,
  groups,
}: {
  rows: readonly MetricRow[];
  runs: readonly ComparedRun[];
  groups: readonly { name: string; runs: readonly ComparedRun[] }[];
}) {
  return (
    <TableFrame className="compare-scroll" label="Metrics by group">
      <table className="compare-table">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            {groups.map((group) => (
              <th key={group.name} scope="col">
                {group.name} <span className="muted">n = {group.runs.length}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <code>{row.key}</code>
              </th>
              {groups.map((group) => {
                const spread = spreadOf(group.runs.map((run) => row.cells[runs.indexOf(run)]?.value));
                return (
                  <td key={group.name} className="number">
                    {spread ? (
                      <span title={`${spread.mean} over ${spread.n}`}>
                        {formatNumber(spread.mean)}
                        {spread.std !== undefined && ` ± ${formatNumber(spread.std)}`}
                      </span>
                    ) : (
                      <span className="muted">not logged</span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
