import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { Dataset } from '@/shared/api/types';
import { formatCount, plural } from '@/shared/format/format';
import { Button, IconButton } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import type { DatasetSearch } from './dataset-search';
import { rowListQuery, rowPageQuery } from './queries';
import { filterWords, hasFilter, type RowFilter } from './row-filter';
import { RowGrid } from './row-grid';
import { orderRows, parseSort } from './row-order';

const PAGE_ROWS = 200;
/** An element cannot be higher than some 33 million pixels: larger tables are shown in windows of this many rows. */
const WINDOW_ROWS = 1_000_000;
/** Sorting takes place in the page, over at most so many rows. */
const MAX_SORTED = 10_000;

export function PreviewTab({ dataset, search }: { dataset: Dataset; search: DatasetSearch }): ReactNode {
  const navigate = useNavigate();
  const set = (change: Partial<DatasetSearch>) =>
    void navigate({ to: '.', search: ((old: DatasetSearch) => ({ ...old, ...change })) as never, replace: true });
  const filter = filterOf(search);
  const setFilter = (next: RowFilter) =>
    set({
      q: undefined,
      column: undefined,
      atLeast: undefined,
      below: undefined,
      atMost: undefined,
      equals: undefined,
      missing: undefined,
      ...next,
    });
  const pins = (search.pin ?? []).filter((pin) => dataset.columns.some((column) => column.name === pin));
  const grid = {
    columns: dataset.columns,
    pins,
    sort: parseSort(search.sort),
    onSort: (sort: string | undefined) => set({ sort }),
    onPin: (name: string) => {
      const next = pins.includes(name) ? pins.filter((pin) => pin !== name) : [...pins, name].slice(-5);
      set({ pin: next.length > 0 ? next : undefined });
    },
  };
  const listed = hasFilter(filter) || search.sort !== undefined;
  return (
    <div className="stack">
      <FilterBar dataset={dataset} filter={filter} onChange={setFilter} />
      {listed ? (
        <ListedRows dataset={dataset} filter={filter} grid={grid} onClear={() => setFilter({})} />
      ) : (
        <AllRows dataset={dataset} grid={grid} />
      )}
    </div>
  );
}

function filterOf(search: DatasetSearch): RowFilter {
  const { q, column, atLeast, below, atMost, equals, missing } = search;
  return Object.fromEntries(
    Object.entries({ q, column, atLeast, below, atMost, equals, missing }).filter(([, value]) => value !== undefined),
  );
}

type GridProps = Omit<Parameters<typeof RowGrid>[0], 'count' | 'rowAt' | 'label' | 'onRange'>;

/** Any place of the table at once: only the parts that are on screen are fetched. */
function AllRows({ dataset, grid }: { dataset: Dataset; grid: GridProps }) {
  const [start, setStart] = useState(0);
  const [range, setRange] = useState<readonly [number, number]>([0, 60]);
  const count = Math.min(WINDOW_ROWS, dataset.rows - start);
  const firstPage = Math.floor((start + range[0]) / PAGE_ROWS);
  const lastPage = Math.floor(Math.min(dataset.rows - 1, start + range[1]) / PAGE_ROWS);
  const wanted = Array.from({ length: Math.min(6, lastPage - firstPage + 1) }, (_, index) => firstPage + index);
  const pages = useQueries({ queries: wanted.map((page) => rowPageQuery(dataset.id, page)) });
  const rowAt = (index: number) => {
    const row = start + index;
    const items = pages[Math.floor(row / PAGE_ROWS) - firstPage]?.data?.items;
    return items?.[row % PAGE_ROWS];
  };
  const failed = pages.find((page) => page.isError);
  return (
    <>
      {failed && <ProblemView error={failed.error} onRetry={() => void failed.refetch()} />}
      <RowGrid
        {...grid}
        key={start}
        count={count}
        rowAt={rowAt}
        label="Rows of the dataset"
        onRange={(first, last) => setRange((old) => (old[0] === first && old[1] === last ? old : [first, last]))}
      />
      <div className="row spread">
        <p className="muted small" role="status">
          {plural(dataset.rows, 'row')}
          {dataset.rows > WINDOW_ROWS
            ? `; rows ${formatCount(start + 1)} to ${formatCount(start + count)} can be scrolled through.`
            : '.'}
        </p>
        {dataset.rows > WINDOW_ROWS && (
          <div className="row">
            <Button disabled={start === 0} onClick={() => setStart(Math.max(0, start - WINDOW_ROWS))}>
              Earlier rows
            </Button>
            <Button disabled={start + count >= dataset.rows} onClick={() => setStart(start + WINDOW_ROWS)}>
              Later rows
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

/** The rows that match, as far as they were looked at; sorted among themselves. */
function ListedRows({
  dataset,
  filter,
  grid,
  onClear,
}: {
  dataset: Dataset;
  filter: RowFilter;
  grid: GridProps;
  onClear: () => void;
}) {
  const list = useInfiniteQuery(rowListQuery(dataset.id, filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const next = list.data?.pages.at(-1)?.next ?? undefined;
  const [range, setRange] = useState(0);
  const sorted = grid.sort !== undefined;
  const wantsMore = next !== undefined && (sorted ? items.length < MAX_SORTED : range > items.length - 100);
  const { isFetching, isError, fetchNextPage } = list;
  useEffect(() => {
    if (wantsMore && !isFetching && !isError) void fetchNextPage();
  }, [wantsMore, isFetching, isError, fetchNextPage]);
  if (list.isPending) return <Skeleton rows={12} />;
  if (list.isError && items.length === 0) {
    return <ProblemView error={list.error} onRetry={() => void list.refetch()} />;
  }
  const shown = grid.sort ? orderRows(items, dataset.columns, grid.sort) : items;
  const looked = next ?? dataset.rows;
  const matched = hasFilter(filter);
  const words = matched
    ? next === undefined
      ? `${plural(items.length, 'row')} of ${formatCount(dataset.rows)} match${items.length === 1 ? 'es' : ''}.`
      : `${plural(items.length, 'match', 'matches')} among the first ${formatCount(looked)} of ${formatCount(dataset.rows)} rows.`
    : `${plural(dataset.rows, 'row')}.`;
  const sortWords =
    sorted && next !== undefined ? ` Sorted among the ${formatCount(items.length)} rows that were loaded.` : '';
  return (
    <>
      {items.length === 0 && next === undefined ? (
        <EmptyState icon="search" title="No row matches" action={<Button onClick={onClear}>Clear the filter</Button>}>
          None of the {formatCount(dataset.rows)} rows is what the filter asks for.
        </EmptyState>
      ) : (
        <RowGrid
          {...grid}
          count={shown.length}
          rowAt={(index) => shown[index]}
          label="Matching rows"
          onRange={(_, last) => setRange(last)}
        />
      )}
      {list.isError && <ProblemView error={list.error} onRetry={() => void fetchNextPage()} />}
      <p className="muted small" role="status">
        {isFetching ? 'Looking… ' : ''}
        {words}
        {sortWords}
      </p>
    </>
  );
}

function FilterBar({
  dataset,
  filter,
  onChange,
}: {
  dataset: Dataset;
  filter: RowFilter;
  onChange: (filter: RowFilter) => void;
}) {
  const [words, setWords] = useState(filter.q ?? '');
  useEffect(() => setWords(filter.q ?? ''), [filter.q]);
  const { q: _, ...bounds } = filter;
  useEffect(() => {
    if (words === (filter.q ?? '')) return;
    const timer = setTimeout(() => onChange(words === '' ? bounds : { ...bounds, q: words }), 250);
    return () => clearTimeout(timer);
  });
  const type = dataset.columns.find((column) => column.name === filter.column)?.type;
  const chip = filterWords(filter, type);
  return (
    <search className="row filter-row">
      <input
        className="input"
        type="search"
        aria-label="Search in all columns"
        placeholder="Search in all columns"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <ColumnFilter dataset={dataset} onChange={(next) => onChange(filter.q ? { ...next, q: filter.q } : next)} />
      {chip && (
        <span className="chip filter-chip">
          {chip}
          <IconButton
            icon="close"
            label={`Remove the filter “${chip}”`}
            onClick={() => onChange(filter.q ? { q: filter.q } : {})}
          />
        </span>
      )}
    </search>
  );
}

const conditions = [
  { value: 'equals', label: 'is' },
  { value: 'atLeast', label: 'at least' },
  { value: 'atMost', label: 'at most' },
  { value: 'missing', label: 'is missing' },
] as const;

function ColumnFilter({ dataset, onChange }: { dataset: Dataset; onChange: (filter: RowFilter) => void }) {
  const [column, setColumn] = useState('');
  const [condition, setCondition] = useState<(typeof conditions)[number]['value']>('equals');
  const [value, setValue] = useState('');
  const type = dataset.columns.find((one) => one.name === column)?.type;
  const ordered = type === 'integer' || type === 'number' || type === 'datetime';
  const bound = type === 'datetime' ? Date.parse(value) / 1000 : Number(value);
  const usable =
    column !== '' &&
    (condition === 'missing' ||
      (condition === 'equals' ? value !== '' : value.trim() !== '' && Number.isFinite(bound)));
  return (
    <form
      className="row column-filter"
      onSubmit={(event) => {
        event.preventDefault();
        if (!usable) return;
        if (condition === 'missing') onChange({ column, missing: true });
        else if (condition === 'equals') onChange({ column, equals: value });
        else onChange({ column, [condition]: bound });
        setColumn('');
        setValue('');
      }}
    >
      <select
        className="input select"
        aria-label="Column to filter"
        value={column}
        onChange={(event) => {
          setColumn(event.target.value);
          setCondition('equals');
        }}
      >
        <option value="">Filter a column…</option>
        {dataset.columns.map((one) => (
          <option key={one.name} value={one.name}>
            {one.name}
          </option>
        ))}
      </select>
      {column !== '' && (
        <>
          <select
            className="input select narrow"
            aria-label="Condition"
            value={condition}
            onChange={(event) => setCondition(event.target.value as typeof condition)}
          >
            {conditions
              .filter((one) => ordered || one.value === 'equals' || one.value === 'missing')
              .map((one) => (
                <option key={one.value} value={one.value}>
                  {one.label}
                </option>
              ))}
          </select>
          {condition !== 'missing' && (
            <input
              className="input narrow"
              aria-label="Value"
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
          <Button type="submit" disabled={!usable}>
            Filter
          </Button>
        </>
      )}
    </form>
  );
}
