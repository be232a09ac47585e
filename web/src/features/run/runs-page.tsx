import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { baselineQuery, writeBaseline } from '@/shared/api/baseline';
import { formatCount, plural } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { Banner, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon } from '@/shared/ui/icon';
import { PageHeader } from '@/shared/ui/page';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { compareHref } from './compare-tray';
import { FilterBar, FilterChips, faultOf } from './filter-bar';
import { withCondition } from './filter-language';
import { FreshPill } from './fresh-pill';
import { GroupSelect } from './group-select';
import { NoRuns } from './no-runs';
import { askedColumns, type ColumnState, isMetric, metricColumn, readColumns, writeColumns } from './run-columns';
import type { GridPlace } from './run-grid';
import { resultColumns, solveKeys, trendKeys } from './run-headline';
import type { RunRow } from './run-list-api';
import { parseRunsParameter, runSelection, useRunSelection } from './run-selection';
import type { TableQuery } from './run-table-model';
import { addressToShare, useAddressOfSelection, useViewOfAddress } from './runs-address';
import type { RunsSearch } from './runs-search';
import { orderOf, RunsTable, type TableHandle } from './runs-table';
import { SavedViews } from './saved-views';
import { RESULTS, TRENDS, useMetricKeys } from './use-metric-keys';
import { useRunsKeys } from './use-runs-keys';
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

const MOST_PINS = 5;

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

  const columns = useMemo(() => readColumns(search.cols), [search.cols]);
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
  const frame = useRef<HTMLDivElement>(null);
  useRunsKeys({
    table,
    frame,
    filterInput,
    peeks,
    onPick: (place, extend) => void pick(place, extend),
    onCompare: compare,
    onBaseline: toggleBaseline,
    onPin: togglePin,
    onMenu: menuOfActive,
    onOpen: (href) => router.history.push(href),
    onPeek: () => setPeeks((on) => !on),
    onClosePeek: () => setPeeks(false),
  });

  // ---------------------------------------------------------------------------------------------------------------- the screen

  const total = state.total ?? 0;
  const fault = error !== undefined ? faultOf(error, filter) : undefined;
  const isEmpty = model !== undefined && state.total === 0 && !isBusy;
  const copyLink = useMutation({
    mutationFn: () => addressToShare(location.href, selected.runs),
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
        {!search.group && (
          <FreshPill
            fresh={state.fresh}
            gone={state.gone}
            onPress={() => {
              void model?.insertFresh();
              // New runs come to the top; where rows only go, the others stay in sight.
              if (state.fresh > 0) table.current.grid?.restore(total, 0);
            }}
          />
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

function AgeOfRows({ readAt }: { readAt: number }) {
  const now = useNow(true, 5000);
  return (
    <Banner tone="warning">{`The rows were read ${formatCount(Math.max(0, Math.round((now - readAt) / 1000)))} s ago.`}</Banner>
  );
}
