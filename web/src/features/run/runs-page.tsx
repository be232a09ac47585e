import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { baselineQuery, writeBaseline } from '@/shared/api/baseline';
import { formatCount, plural } from '@/shared/format/format';
import type { Shortcut } from '@/shared/keys/key-map';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { useNow } from '@/shared/live/use-now';
import { Banner, EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon } from '@/shared/ui/icon';
import { PageHeader } from '@/shared/ui/page';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { compareHref } from './compare-tray';
import { FilterBar, FilterChips, faultOf } from './filter-bar';
import { chipsOf, withCondition, withoutChip } from './filter-language';
import { runHref } from './run-cells';
import {
  askedColumns,
  type ColumnState,
  groupFieldOf,
  groupWord,
  isMetric,
  isParam,
  metricColumn,
  metricKeyOf,
  readColumns as readColumnStates,
  writeColumns,
} from './run-columns';
import type { GridPlace } from './run-grid';
import { resultColumns, solveKeys, trendKeys } from './run-headline';
import { createLink, type RunRow, readColumns } from './run-list-api';
import { parseRunsParameter, runSelection, runsParameter, useRunSelection } from './run-selection';
import type { TableQuery } from './run-table-model';
import type { RunsSearch } from './runs-search';
import { orderOf, RunsTable, type TableHandle } from './runs-table';
import { defaultView, SavedViews, viewsQuery } from './saved-views';
import { useTableModel } from './use-table-model';
import './run.css';
import './runs.css';

// What only shows when somebody asks for it does not hold up the rows.
const BulkBar = lazy(() => import('./bulk-bar').then((module) => ({ default: module.BulkBar })));
const CellMenu = lazy(() => import('./cell-menu').then((module) => ({ default: module.CellMenu })));
const ColumnMenu = lazy(() => import('./column-menu').then((module) => ({ default: module.ColumnMenu })));
const ColumnPicker = lazy(() => import('./column-picker').then((module) => ({ default: module.ColumnPicker })));
const GroupTable = lazy(() => import('./group-table').then((module) => ({ default: module.GroupTable })));
const PeekPanel = lazy(() => import('./peek-panel').then((module) => ({ default: module.PeekPanel })));

const RESULTS = 3;
const TRENDS = 3;
const MOST_PINS = 5;
/** So many ids still make an address that can be sent around; a short link takes more. */
const MOST_IN_ADDRESS = 40;
const MOST_IN_LINK = 190;
const LONG_ADDRESS = 1800;
const GROUP_OFFERS = ['status', 'kind', 'outcome', 'dataset', 'tag', 'algorithm', 'owner', 'model'];

export function RunsPage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  return <ProjectRuns key={projectId} projectId={projectId} />;
}

function ProjectRuns({ projectId }: { projectId: string }) {
  const search = useSearch({ strict: false }) as RunsSearch;
  const navigate = useNavigate();
  const router = useRouter();
  const client = useQueryClient();
  const location = useLocation();
  const historyEntry = (location.state as { __TSR_key?: string }).__TSR_key ?? location.href;
  const selection = runSelection(projectId);
  const selected = useRunSelection(projectId);
  const filter = search.q ?? '';
  const filterInput = useRef<HTMLInputElement>(null);
  const table = useRef<TableHandle>({ grid: undefined });
  const [columnMenu, setColumnMenu] = useState<{ key: string; at: { x: number; y: number } }>();
  const [cellMenu, setCellMenu] = useState<{ place: GridPlace; at: { x: number; y: number }; text: string }>();
  const [peeks, setPeeks] = useState(false);
  const [active, setActive] = useState<GridPlace>();

  const change = useCallback(
    (next: Partial<RunsSearch>, replace = false) =>
      void navigate({
        to: '.',
        search: (known: Record<string, unknown>) => ({ ...known, ...next }),
        replace,
        resetScroll: false,
      } as never),
    [navigate],
  );

  useAddressOfSelection(projectId, search.sel, change);
  useViewOfAddress(projectId, search, change);

  // ------------------------------------------------------------------------------------------------------------- what is shown

  const columns = useMemo(() => readColumnStates(search.cols), [search.cols]);
  const metricKeys = useMetricKeys(projectId);
  const results = useMemo(() => (metricKeys ? resultColumns(metricKeys, RESULTS) : []), [metricKeys]);
  const trends = useMemo(() => (metricKeys ? trendKeys(metricKeys, TRENDS) : []), [metricKeys]);
  const needsKeys = columns.some((one) => one.key === 'result' || one.key === 'trend');
  const asked = useMemo(() => {
    const ofSolves = solveKeys.filter((key) => metricKeys?.includes(key));
    return askedColumns(columns, [...results, ...[...trends, ...ofSolves].map(metricColumn)]);
  }, [columns, results, trends, metricKeys]);
  const query: TableQuery | undefined =
    metricKeys === undefined && needsKeys ? undefined : { projectId, filter, sort: search.sort, columns: asked };
  const { model, state, isBusy, error, retry } = useTableModel(search.group ? undefined : query);
  const baseline = useQuery(baselineQuery(projectId));
  const baselineId = baseline.data?.runId ?? undefined;
  const pinned = useMemo(
    () =>
      parseRunsParameter(search.pin)
        .flatMap((id) => id ?? [])
        .slice(0, MOST_PINS),
    [search.pin],
  );
  const extras = useMemo(
    () => [...new Set([...(baselineId ? [baselineId] : []), ...pinned])].join(),
    [baselineId, pinned],
  );
  useEffect(() => {
    if (!model) return;
    model.showSparks(columns.some((one) => one.key === 'trend') ? trends : []);
    model.readExtras(extras === '' ? [] : extras.split(',')).catch(() => undefined);
  }, [model, columns, trends, extras]);

  const setFilter = useCallback((next: string, settled = true) => change({ q: next || undefined }, !settled), [change]);
  const setColumns = useCallback((next: readonly ColumnState[]) => change({ cols: writeColumns(next) }), [change]);
  const setSort = useCallback((sort: string | undefined) => change({ sort }), [change]);
  const setGroup = useCallback((group: string | undefined) => change({ group }), [change]);

  // ----------------------------------------------------------------------------------------------------------------- selecting

  const anchor = useRef<number>(undefined);
  const pick = useCallback(
    async (place: GridPlace, extend: boolean) => {
      if (extend && anchor.current !== undefined && place.index >= 0 && model) {
        const from = Math.min(anchor.current, place.index);
        const to = Math.max(anchor.current, place.index);
        try {
          selection.add(await model.rows.range(from, to));
        } catch (problem) {
          toastProblem('The rows between could not be read', problem);
        }
        return;
      }
      selection.toggle(place.row);
      if (place.index >= 0) anchor.current = place.index;
    },
    [model, selection],
  );
  const pickActive = (extend: boolean) => {
    const place = table.current.grid?.active;
    if (place) void pick(place, extend);
  };
  const openCellMenu = useCallback((place: GridPlace, at: { x: number; y: number }) => {
    const cell = document.elementFromPoint(at.x, at.y)?.closest('[role=gridcell]');
    setCellMenu({ place, at, text: cell?.textContent?.trim() ?? '' });
  }, []);
  const menuOfActive = () => {
    const place = table.current.grid?.active;
    const cell = table.current.grid?.activeCell();
    if (place && cell) openCellMenu(place, { x: cell.left + 8, y: cell.bottom - 4 });
  };
  const compare = () => {
    const place = table.current.grid?.active;
    if (selection.current().runs.length === 0 && place) selection.add([place.row]);
    if (selection.current().runs.length > 0)
      router.history.push(compareHref(projectId, selection.current(), baselineId));
  };
  const setBaseline = useMutation({
    mutationFn: (runId: string | null) => writeBaseline(projectId, runId),
    onSuccess: (next) => client.setQueryData(baselineQuery(projectId).queryKey, next),
    onError: (problem) => toastProblem('The baseline was not changed', problem),
  });
  const toggleBaseline = (row: RunRow) => setBaseline.mutate(row.id === baselineId ? null : row.id);
  const togglePin = (row: RunRow) => {
    const next = pinned.includes(row.id) ? pinned.filter((id) => id !== row.id) : [...pinned, row.id].slice(-MOST_PINS);
    change({ pin: next.join(',') || undefined }, true);
  };
  const withActive = (work: (place: GridPlace) => void) => () => {
    const place = table.current.grid?.active;
    if (place) work(place);
  };
  const grid = () => table.current.grid;
  useShortcuts('Runs table', [
    { keys: '/', what: 'Filter', run: () => filterInput.current?.focus() },
    { keys: 'j', what: 'Next row', run: () => grid()?.move(1) },
    { keys: 'k', what: 'Previous row', run: () => grid()?.move(-1) },
    { keys: 'x', what: 'Select the row', run: () => pickActive(false) },
    { keys: 'Shift+x', what: 'Select all rows up to this one', run: () => pickActive(true) },
    { keys: 'c', what: 'Compare the selected runs', run: compare },
    { keys: 'b', what: 'Set or unset the row as baseline', run: withActive(({ row }) => toggleBaseline(row)) },
    { keys: 'p', what: 'Pin the row to the top', run: withActive(({ row }) => togglePin(row)) },
    { keys: 'f', what: 'Filter to or exclude the value of the cell', run: menuOfActive },
    { keys: 'Escape', what: 'Close the peek', run: () => setPeeks(false), when: () => peeks },
  ]);
  const frame = useRef<HTMLDivElement>(null);
  // The buttons of the head lie in the frame, too: what they do with a key is theirs.
  const isOnRows = () => document.activeElement === frame.current || document.activeElement === document.body;
  const onRows = (shortcuts: readonly Shortcut[]) => shortcuts.map((one) => ({ ...one, when: isOnRows }));
  useShortcuts(
    'Runs table',
    onRows([
      {
        keys: 'Enter',
        what: 'Open the run, or what the cell links to',
        run: withActive(({ row }) => router.history.push(grid()?.activeLink() ?? runHref(row))),
      },
      {
        keys: 'Space',
        what: 'Peek at the run',
        run: () => {
          if (!grid()?.active) grid()?.move(0);
          setPeeks((on) => !on);
        },
      },
      { keys: 'ArrowDown', run: () => grid()?.move(1) },
      { keys: 'ArrowUp', run: () => grid()?.move(-1) },
      { keys: 'ArrowRight', what: 'Next cell', run: () => grid()?.moveColumn(1) },
      { keys: 'ArrowLeft', what: 'Previous cell', run: () => grid()?.moveColumn(-1) },
      { keys: 'PageDown', what: 'One page down', run: () => grid()?.move(grid()?.pageRows() ?? 1) },
      { keys: 'PageUp', what: 'One page up', run: () => grid()?.move(-(grid()?.pageRows() ?? 1)) },
      { keys: ['End', 'Mod+End'], what: 'Last row', run: () => grid()?.toEnd() },
      { keys: ['Home', 'Mod+Home'], what: 'First row', run: () => grid()?.toStart() },
      { keys: ['Shift+F10', 'ContextMenu'], run: menuOfActive },
    ]),
    { within: frame, orNowhere: true },
  );

  // ---------------------------------------------------------------------------------------------------------------- the screen

  const total = state.total ?? 0;
  const fault = error !== undefined ? faultOf(error, filter) : undefined;
  const isEmpty = model !== undefined && state.total === 0 && !isBusy;
  const copyLink = useMutation({
    mutationFn: async () => {
      const path = addressWith(location.href, selected.runs.length > MOST_IN_ADDRESS ? selected.runs : undefined);
      if (path.length <= LONG_ADDRESS) return window.location.origin + path;
      return `${window.location.origin}/s/${(await createLink(path)).id}`;
    },
    onSuccess: async (url) => {
      await navigator.clipboard?.writeText(url);
      toastSuccess('The link is on the clipboard');
    },
    onError: (problem) => toastProblem('The link was not made', problem),
  });
  const groupMetrics = columns.filter((one) => isMetric(one.key));
  const metricsOfGroups: readonly ColumnState[] =
    groupMetrics.length > 0 ? groupMetrics : results.slice(0, 1).map((key) => ({ key }));
  return (
    <div
      className={`page runs-page${selected.runs.length > 0 ? ' with-selection' : ''}${peeks && active ? ' with-peek' : ''}`}
    >
      <PageHeader
        title="Runs"
        documentTitle="Runs"
        meta={
          model && !search.group ? (
            <span
              className="tabular"
              role="status"
            >{`${plural(total, 'run')}${filter ? (total === 1 ? ' matches' : ' match') : ''}`}</span>
          ) : undefined
        }
        actions={
          <>
            <SavedViews
              projectId={projectId}
              search={search}
              onView={(next) => change({ q: undefined, sort: undefined, cols: undefined, group: undefined, ...next })}
            />
            <button type="button" className="button" onClick={() => copyLink.mutate()}>
              <Icon name="link" size={14} />
              <span>Copy link</span>
            </button>
            <Link
              to="/projects/$projectId/new"
              params={{ projectId }}
              search={{ kind: 'training' }}
              className="button button-primary"
            >
              New training
            </Link>
          </>
        }
      />
      <div className="runs-tools">
        <FilterBar projectId={projectId} filter={filter} fault={fault} inputRef={filterInput} onFilter={setFilter} />
        <GroupSelect projectId={projectId} columns={columns} group={search.group} onGroup={setGroup} />
        <Suspense fallback={<span className="button column-button">Columns</span>}>
          <ColumnPicker
            projectId={projectId}
            columns={columns}
            onColumns={setColumns}
            onReset={() => change({ cols: undefined })}
          />
        </Suspense>
      </div>
      <div className="runs-second">
        <FilterChips filter={filter} fault={fault} onFilter={setFilter} />
        {state.fresh > 0 && !search.group && (
          <button
            type="button"
            className="button button-slim fresh-pill"
            onClick={() => {
              void model?.insertFresh();
              table.current.grid?.restore(total, 0);
            }}
          >
            <Icon name="arrowUp" size={14} />
            {`${formatCount(state.fresh)} new ${state.fresh === 1 ? 'run' : 'runs'}`}
          </button>
        )}
        {(selected.runs.length > 0 || selected.matching) && (
          <Suspense>
            <BulkBar
              projectId={projectId}
              selection={selection}
              selected={selected}
              filter={filter}
              total={total}
              columns={asked}
              sort={search.sort}
              onDone={(action) => {
                // A tag changes rows in place; the others change which rows there are.
                if (action !== 'tag' && action !== 'untag') void model?.insertFresh();
              }}
              onCompare={compare}
            />
          </Suspense>
        )}
      </div>
      {error !== undefined && !fault && (
        <>
          <ProblemView
            error={error}
            kept={model ? 'The rows below are the last that were read.' : undefined}
            onRetry={retry}
          />
          {model && <AgeOfRows readAt={state.readAt} />}
        </>
      )}
      {state.error !== undefined && error === undefined && (
        <ProblemView error={state.error} kept="What was read is shown." onRetry={() => model?.rows.retry()} />
      )}
      {search.group ? (
        <Suspense fallback={<Skeleton rows={12} />}>
          <GroupTable projectId={projectId} search={search} by={search.group} metrics={metricsOfGroups} />
        </Suspense>
      ) : isEmpty ? (
        <NoRuns projectId={projectId} filter={filter} onFilter={setFilter} />
      ) : model ? (
        <RunsTable
          handle={table}
          frame={frame}
          model={model}
          columns={columns}
          sort={search.sort}
          selection={selection}
          baselineId={baselineId}
          pinned={pinned}
          results={results}
          historyEntry={historyEntry}
          wanted={orderOf({ sort: search.sort, filter })}
          busy={isBusy && error === undefined}
          onColumns={setColumns}
          onSort={setSort}
          onColumnMenu={(key, at) => setColumnMenu({ key, at })}
          onCellMenu={openCellMenu}
          onPick={(place, extend) => void pick(place, extend)}
          onPickAll={(rows) => selection.add(rows)}
          onActive={setActive}
        />
      ) : (
        error === undefined && <Skeleton rows={20} height={20} />
      )}
      <Suspense>
        {columnMenu && (
          <ColumnMenu
            at={columnMenu.at}
            column={columns.find((one) => one.key === columnMenu.key) ?? { key: 'name' }}
            columns={columns}
            onColumns={setColumns}
            onSort={setSort}
            onGroup={setGroup}
            onClose={() => setColumnMenu(undefined)}
          />
        )}
        {cellMenu && (
          <CellMenu
            at={cellMenu.at}
            row={cellMenu.place.row}
            column={columns.find((one) => one.key === cellMenu.place.column) ?? { key: 'name' }}
            text={cellMenu.text}
            isBaseline={cellMenu.place.row.id === baselineId}
            isPinned={pinned.includes(cellMenu.place.row.id)}
            isPicked={selection.has(cellMenu.place.row.id)}
            onFilter={(condition) => setFilter(withCondition(filter, condition))}
            onOpen={(href) => router.history.push(href)}
            onBaseline={() => toggleBaseline(cellMenu.place.row)}
            onPin={() => togglePin(cellMenu.place.row)}
            onPick={() => void pick(cellMenu.place, false)}
            onPeek={() => {
              setActive(cellMenu.place);
              setPeeks(true);
            }}
            onClose={() => setCellMenu(undefined)}
          />
        )}
        {peeks && active && !search.group && (
          <PeekPanel
            run={model?.find(active.row.id) ?? active.row}
            baselineId={baselineId}
            metricKeys={(metricKeys ?? []).map(metricColumn)}
            onClose={() => setPeeks(false)}
          />
        )}
      </Suspense>
    </div>
  );
}

/** The keys of the project's metrics. Those of the last visit serve at once, so that the first rows need not wait for them. */
function useMetricKeys(projectId: string): readonly string[] | undefined {
  const place = `signalbox.metric-keys.${projectId}`;
  const [remembered] = useState(() => {
    const text = localStorage.getItem(place);
    return text === null ? undefined : (text.split('\n').filter(Boolean) as readonly string[]);
  });
  const keys = useQuery({
    queryKey: ['runs', projectId, 'columns', 'metrics'],
    queryFn: async ({ signal }) => {
      const { items } = await readColumns(projectId, { kind: 'metric', limit: 1000 }, signal);
      return items.map((one) => metricKeyOf(one.field)).join('\n');
    },
    staleTime: 60_000,
    retry: false,
  });
  const text = keys.data;
  useEffect(() => {
    if (text === undefined) return;
    const all = text.split('\n');
    const best = [
      ...resultColumns(all, RESULTS).map(metricKeyOf),
      ...trendKeys(all, TRENDS),
      ...solveKeys.filter((key) => all.includes(key)),
    ];
    localStorage.setItem(place, [...new Set(best)].join('\n'));
  }, [text, place]);
  return useMemo(
    () => (text !== undefined ? text.split('\n').filter(Boolean) : keys.isError ? [] : remembered),
    [text, keys.isError, remembered],
  );
}

/** The selection stands in the address as long as it is short; what comes with an address is taken over once. */
function useAddressOfSelection(
  projectId: string,
  text: string | undefined,
  change: (next: Partial<RunsSearch>, replace: boolean) => void,
): void {
  const selection = runSelection(projectId);
  const { runs } = useRunSelection(projectId);
  const isRead = useRef(false);
  const known = useRef<string>(undefined);
  useEffect(() => {
    // An address that brings another selection than the one it was given: opened anew, or gone back to.
    if (!isRead.current || text !== known.current) {
      if (text !== undefined && text !== runsParameter(selection.current().runs))
        selection.assign(parseRunsParameter(text));
      isRead.current = true;
      known.current = text;
    }
  }, [text, selection]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const next = runs.length === 0 || runs.length > MOST_IN_ADDRESS ? undefined : runsParameter(runs);
      if (next === known.current) return;
      known.current = next;
      change({ sel: next }, true);
    }, 150);
    return () => clearTimeout(timer);
  }, [runs, change]);
}

/** A bare address shows the default view, one with the id of a view only shows that view. */
function useViewOfAddress(
  projectId: string,
  search: RunsSearch,
  change: (next: Partial<RunsSearch>, replace: boolean) => void,
): void {
  const views = useQuery(viewsQuery(projectId));
  const isDone = useRef(false);
  const items = views.data?.items;
  useEffect(() => {
    if (isDone.current || !items) return;
    isDone.current = true;
    if (search.q || search.sort || search.cols || search.group || search.view === 'all') return;
    const view = search.view ? items.find((one) => one.id === search.view) : defaultView(items);
    if (view) change({ ...(view.state as RunsSearch), view: view.id }, true);
  }, [items, search, change]);
}

function addressWith(href: string, runs: Parameters<typeof runsParameter>[0] | undefined): string {
  if (!runs) return href;
  const url = new URL(href, window.location.origin);
  url.searchParams.set('sel', runsParameter(runs.slice(0, MOST_IN_LINK)));
  return url.pathname + url.search;
}

function GroupSelect({
  projectId,
  columns,
  group,
  onGroup,
}: {
  projectId: string;
  columns: readonly ColumnState[];
  group: string | undefined;
  onGroup: (group: string | undefined) => void;
}) {
  const params = useQuery({
    queryKey: ['runs', projectId, 'columns', 'params'],
    queryFn: ({ signal }) => readColumns(projectId, { kind: 'param', limit: 200 }, signal),
    staleTime: 60_000,
    retry: false,
  });
  const shown = columns.flatMap((one) => (isParam(one.key) ? (groupFieldOf(one.key) ?? []) : []));
  const fields = [...new Set([...shown, ...(params.data?.items ?? []).map((one) => one.field)])];
  const isUnknown = group !== undefined && !GROUP_OFFERS.includes(group) && !fields.includes(group);
  return (
    <select
      className="input select group-select"
      aria-label="Group by"
      value={group ?? ''}
      onChange={(event) => onGroup(event.target.value || undefined)}
    >
      <option value="">No groups</option>
      {isUnknown && <option value={group}>by {groupWord(group)}</option>}
      {GROUP_OFFERS.map((field) => (
        <option key={field} value={field}>
          by {field}
        </option>
      ))}
      {fields.length > 0 && (
        <optgroup label="Parameters">
          {fields.map((field) => (
            <option key={field} value={field}>
              by {groupWord(field)}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}

function AgeOfRows({ readAt }: { readAt: number }) {
  const now = useNow(true, 5000);
  return (
    <Banner tone="warning">{`The rows were read ${formatCount(Math.max(0, Math.round((now - readAt) / 1000)))} s ago.`}</Banner>
  );
}

export function NoRuns({
  projectId,
  filter,
  onFilter,
}: {
  projectId: string;
  filter: string;
  onFilter: (filter: string) => void;
}) {
  const chips = chipsOf(filter);
  const last = chips.at(-1);
  if (last) {
    return (
      <EmptyState
        icon="search"
        title="No run matches"
        action={
          <div className="row">
            {chips.length > 1 && (
              <button type="button" className="button" onClick={() => onFilter('')}>
                Clear the whole filter
              </button>
            )}
          </div>
        }
      >
        Clear{' '}
        {chips.map((chip, at) => (
          <span key={chip.from}>
            {at > 0 && ' or '}
            <button type="button" className="link-button mono" onClick={() => onFilter(withoutChip(filter, chip))}>
              {chip.text}
            </button>
          </span>
        ))}
        ?
      </EmptyState>
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
      A run is anything that is executed: a training, a prediction for a whole dataset, a solve. Start one and watch it
      here.
    </EmptyState>
  );
}
