import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { ApiError } from '@/shared/api/problem';
import type { RunGroup } from '@/shared/api/types';
import { Sampled } from '@/shared/gallery/sampled';
import { BIDI_NAME, LONG_NAME, SAMPLE_PROJECT, sampleProblem, sampleRun, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens, Stage } from '@/shared/gallery/specimen';
import { FilterBar, FilterChips, type FilterFault, faultOf } from './filter-bar';
import { GroupTable } from './group-table';
import { NoRuns } from './no-runs';
import { type ColumnState, metricColumn } from './run-columns';
import type { RunRow } from './run-list-api';
import { RunSelection } from './run-selection';
import { RunTableModel, type TableWorld } from './run-table-model';
import { orderOf, RunsTable, type TableHandle } from './runs-table';
import { baseline, few, LOSS, leaving, lost, rows } from './table-samples';
import { TableSideStates } from './table-side-states';
import './run.css';
import './runs.css';

const nothing = () => undefined;
const none: readonly string[] = [];

/** The table of runs, and all that is around it. */
export function TableStates(): ReactNode {
  return (
    <>
      <Tables />
      <Filters />
      <Groups />
      <TableSideStates />
    </>
  );
}

// ----------------------------------------------------------------------------------------------------------------------- rows

const columns: readonly ColumnState[] = [
  { key: 'status', pinned: true },
  { key: 'name', pinned: true },
  { key: 'kind' },
  { key: 'dataset' },
  { key: 'result' },
  { key: metricColumn(LOSS), aggregate: 'min', better: 'down' },
  { key: 'trend' },
  { key: 'param.lr' },
  { key: 'duration' },
  { key: 'progress' },
  { key: 'log' },
  { key: 'created' },
  { key: 'owner' },
  { key: 'tags' },
];

/** A server of samples. After a moment one of its runs changes, and one is new. */
function worldOf(all: readonly RunRow[], total: number): TableWorld {
  return {
    read: async (_project, { filter = '', position = 0, limit = 100 }) => {
      const asked = filter.split(/[\s()]+/);
      if (filter.startsWith('(id:')) {
        const items = all.filter((one) => asked.includes(`id:${one.id}`));
        return { items, total: items.length };
      }
      return { items: all.slice(position, position + limit), total };
    },
    matching: async (_project, _filter, ids) => new Set(ids.filter((id) => id !== leaving.id)),
    sparklines: async (series) => ({
      items: series.map(({ runId, key }) => ({
        runId,
        key,
        points: 24,
        values: Array.from({ length: 24 }, (_, at) => 1 / (at + 1) + 0.02 * Math.sin(at * 2)),
      })),
    }),
    follow: (_topic, handler) => {
      const timer = setTimeout(() => {
        const fresh = sampleRun('came later', { createdAt: new Date(Date.now() + 60_000).toISOString() });
        handler.onBatch([
          { type: 'run', run: { ...leaving, revision: 2 } },
          { type: 'run', run: fresh },
          { type: 'deleted', runIds: [lost.id] },
        ]);
      }, 300);
      return () => clearTimeout(timer);
    },
    later: (work, millis) => window.setTimeout(work, Math.min(50, millis)),
    notLater: (timer) => window.clearTimeout(timer),
  };
}

interface SampleTableProps {
  all: readonly RunRow[];
  /** More than the rows that are known: the others are still read. */
  total?: number;
  busy?: boolean;
  picked?: readonly RunRow[];
  pinned?: readonly string[];
}

function SampleTable({ all, total = all.length, busy = false, picked = [], pinned = none }: SampleTableProps) {
  const [model, setModel] = useState<RunTableModel>();
  const [selection] = useState(() => {
    const made = new RunSelection({ read: () => null, write: nothing });
    made.add(picked);
    const [, second] = picked;
    if (second) made.toggleHidden(second.id);
    return made;
  });
  useEffect(() => {
    const query = { projectId: SAMPLE_PROJECT, filter: '', sort: undefined, columns: [] };
    const made = new RunTableModel(query, worldOf(all, total));
    made.showSparks([LOSS]);
    void made.readExtras([baseline.id, ...pinned]);
    setModel(made);
    return () => made.close();
  }, [all, total, pinned]);
  return model ? <Shown model={model} selection={selection} busy={busy} pinned={pinned} /> : null;
}

function Shown({
  model,
  selection,
  busy,
  pinned,
}: {
  model: RunTableModel;
  selection: RunSelection;
  busy: boolean;
  pinned: readonly string[];
}) {
  const handle = useRef<TableHandle>({ grid: undefined });
  const frame = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(columns);
  useSyncExternalStore(model.watch, model.current);
  return (
    <RunsTable
      handle={handle}
      frame={frame}
      model={model}
      columns={shown}
      sort={undefined}
      selection={selection}
      baselineId={baseline.id}
      pinned={pinned}
      results={[metricColumn(LOSS)]}
      historyEntry="gallery"
      wanted={orderOf({ sort: undefined, filter: '' })}
      busy={busy}
      onColumns={setShown}
      onSort={nothing}
      onColumnMenu={nothing}
      onCellMenu={nothing}
      onPick={(place) => selection.toggle(place.row)}
      onPickAll={(some) => selection.add(some)}
      onActive={nothing}
    />
  );
}

const firstPinned = [rows[2]?.id ?? ''];

function Tables() {
  return (
    <Specimens title="Rows and cells">
      <Specimen name="Rows in every state" wide>
        <Stage height={560}>
          <SampleTable all={rows} />
        </Stage>
      </Specimen>
      <Specimen name="Rows that are selected, hidden in charts and pinned" wide>
        <Stage height={260}>
          <SampleTable all={few} picked={few.slice(0, 3)} pinned={firstPinned} />
        </Stage>
      </Specimen>
      <Specimen name="Rows that are still read" wide>
        <Stage height={300}>
          <SampleTable all={few} total={300} />
        </Stage>
      </Specimen>
      <Specimen name="Rows of the question before, while the next is read" wide>
        <Stage height={260}>
          <SampleTable all={few} busy />
        </Stage>
      </Specimen>
      <Specimen name="No run matches">
        <NoRuns projectId={SAMPLE_PROJECT} filter="status:failed metric.val_auc>0.99" onFilter={nothing} />
      </Specimen>
      <Specimen name="No run at all">
        <NoRuns projectId={SAMPLE_PROJECT} filter="" onFilter={nothing} />
      </Specimen>
    </Specimens>
  );
}

// --------------------------------------------------------------------------------------------------------------------- filters

const WRONG = 'status:failed metric.val_auc>>0.9';
const UNKNOWN = 'statsu:failed owner:me';

const badFilter = (detail: string, offset: number, length: number, suggestions: string[]) =>
  new ApiError({
    ...sampleProblem(422, 'run.bad_filter', 'Not a filter', detail).problem,
    errors: [{ detail, place: { offset, length, expected: [], suggestions } }],
  });

function SampleFilter({ filter, fault }: { filter: string; fault?: FilterFault }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Sampled>
      <div className="stack">
        <FilterBar projectId={SAMPLE_PROJECT} filter={filter} fault={fault} inputRef={input} onFilter={nothing} />
        <FilterChips filter={filter} fault={fault} onFilter={nothing} />
      </div>
    </Sampled>
  );
}

function Filters() {
  return (
    <Specimens title="Filter">
      <Specimen name="Filter: none">
        <SampleFilter filter="" />
      </Specimen>
      <Specimen name="Filter: conditions">
        <SampleFilter filter="status:failed metric.val_auc>0.9 (tag:baseline OR param.lr<=1e-3) NOT dataset:adult" />
      </Specimen>
      <Specimen name="Filter: one that is long">
        <SampleFilter filter={`name:"${LONG_NAME}" name~"${BIDI_NAME}"`} />
      </Specimen>
      <Specimen name="Filter: wrong, with its place">
        <SampleFilter filter={WRONG} fault={faultOf(badFilter('A value is wanted here, not “>”.', 29, 1, []), WRONG)} />
      </Specimen>
      <Specimen name="Filter: wrong, with what may be meant">
        <SampleFilter
          filter={UNKNOWN}
          fault={faultOf(badFilter('There is no field “statsu”.', 0, 6, ['status', 'started']), UNKNOWN)}
        />
      </Specimen>
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- groups

const group = (value: RunGroup['value'], n: number, mean: number | null, std: number | null): RunGroup => ({
  value,
  label: value === null ? '' : String(value),
  filter: value === null ? 'NOT has:param.lr' : `param.lr:${value}`,
  n,
  metrics: {
    [LOSS]: {
      n: mean === null ? 0 : n,
      mean,
      std,
      min: mean === null ? null : mean - (std ?? 0),
      max: mean === null ? null : mean + (std ?? 0),
      minRunId: mean === null ? null : 'gallery-least',
      maxRunId: mean === null ? null : 'gallery-most',
    },
  },
});

const groups: readonly (readonly [name: string, items: readonly RunGroup[], total: number])[] = [
  [
    'Groups with mean and spread',
    [
      group(0.001, 1200, 0.2143, 0.0121),
      group(0.01, 40, 0.3021, 0.0812),
      group(0.1, 1, 1.24e9, null),
      group(LONG_NAME, 3, null, null),
      group(null, 12, 0.4, 0.1),
    ],
    5,
  ],
  ['Groups of which the largest are shown', [group('a', 90_000, 0.2, 0.1), group('b', 80_000, 0.3, 0.1)], 12_345],
  ['Groups: no run', [], 0],
];

const isGroups = (queryKey: readonly unknown[]) => queryKey[2] === 'groups';
const groupMetrics: readonly ColumnState[] = [{ key: metricColumn(LOSS) }];

function SampleGroups() {
  return <GroupTable projectId={SAMPLE_PROJECT} search={{}} by="param.lr" metrics={groupMetrics} />;
}

function Groups() {
  return (
    <Specimens title="Groups">
      {groups.map(([name, items, total]) => (
        <Specimen key={name} name={name}>
          <Sampled orElse={(queryKey) => (isGroups(queryKey) ? { items, total, nextCursor: null } : undefined)}>
            <Stage height={290}>
              <SampleGroups />
            </Stage>
          </Sampled>
        </Specimen>
      ))}
      <Specimen name="Groups: loading">
        <Sampled>
          <SampleGroups />
        </Sampled>
      </Specimen>
      <Specimen name="Groups: cannot be read">
        <Sampled orElse={(queryKey) => (isGroups(queryKey) ? storeAway : undefined)}>
          <SampleGroups />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
