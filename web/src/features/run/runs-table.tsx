import { useRouter } from '@tanstack/react-router';
import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { highlightedRun, highlightRun, onHighlight } from '@/shared/live/highlight';
import { useNow } from '@/shared/live/use-now';
import { usePreferences } from '@/shared/preferences/preferences';
import { type CellContext, cardCells, tableCells } from './run-cells';
import { type ColumnState, columnWidth } from './run-columns';
import { type GridPlace, RunGrid } from './run-grid';
import type { RunRow } from './run-list-api';
import { type RunSelection, slotColour } from './run-selection';
import type { RunTableModel, TableQuery } from './run-table-model';
import { RunTemplates } from './run-templates';
import { keepScroll, keptScroll } from './scroll-memory';
import { TableHead } from './table-head';

const PICK_WIDTH = 68;
const CARD_HEIGHT = 100;
const asRows = { role: 'rowgroup' } as const;
const NARROW = '(max-width: 640px)';

export interface TableHandle {
  grid: RunGrid | undefined;
}

/** The frame of the rows. It hands the rows over to `RunGrid` and draws again only when columns, order or size change. */
export function RunsTable({
  handle,
  frame,
  model,
  columns,
  sort,
  selection,
  baselineId,
  pinned,
  results,
  historyEntry,
  wanted,
  busy,
  onColumns,
  onSort,
  onColumnMenu,
  onCellMenu,
  onPick,
  onPickAll,
  onActive,
}: {
  handle: RefObject<TableHandle>;
  frame: RefObject<HTMLDivElement | null>;
  model: RunTableModel;
  columns: readonly ColumnState[];
  sort: string | undefined;
  selection: RunSelection;
  baselineId: string | undefined;
  pinned: readonly string[];
  results: readonly string[];
  historyEntry: string;
  /** The order and the filter of the address, which may be ahead of the rows. */
  wanted: string;
  busy: boolean;
  onColumns: (columns: readonly ColumnState[]) => void;
  onSort: (sort: string | undefined) => void;
  onColumnMenu: (key: string, at: { x: number; y: number }) => void;
  onCellMenu: (place: GridPlace, at: { x: number; y: number }) => void;
  onPick: (place: GridPlace, extend: boolean) => void;
  onPickAll: (rows: readonly RunRow[]) => void;
  onActive: (place: GridPlace | undefined) => void;
}) {
  const router = useRouter();
  const body = useRef<HTMLDivElement>(null);
  const pins = useRef<HTMLDivElement>(null);
  const [grid, setGrid] = useState<RunGrid>();
  const [template, setTemplate] = useState<(name: string) => Node | undefined>();
  const isNarrow = useMedia(NARROW);
  const { density } = usePreferences();
  const rowHeight = isNarrow ? CARD_HEIGHT : density === 'compact' ? 32 : 40;
  const clock = useRef(Date.now());
  /** The order of the list whose place was restored. */
  const shownOrder = useRef<string>(undefined);
  const latest = useRef({ onCellMenu, onPick, onActive, baselineId, historyEntry, wanted });
  latest.current = { onCellMenu, onPick, onActive, baselineId, historyEntry, wanted };
  useImperativeHandle(handle, () => ({ grid }), [grid]);

  useEffect(() => {
    if (!frame.current || !body.current || !pins.current) return;
    const made: RunGrid = new RunGrid({ frame: frame.current, body: body.current, pins: pins.current }, model.rows, {
      look: (row) => {
        const isPicked = selection.has(row.id);
        return {
          isPicked,
          colour: isPicked ? slotColour(selection.slotOf(row.id) ?? 0) : undefined,
          isHidden: selection.isHidden(row.id),
          isBaseline: latest.current.baselineId === row.id,
          isHighlighted: highlightedRun() === row.id,
          hasLeft: model.hasLeft(row.id) || model.isGone(row.id),
        };
      },
      onPick: (place, extend) => latest.current.onPick(place, extend),
      onHide: (row) => selection.toggleHidden(row.id),
      onOpen: (href) => router.history.push(href),
      onMenu: (place, at) => latest.current.onCellMenu(place, at),
      // What has the pointer now may have said so before this table hears that it is gone.
      onHover: (row) => highlightRun(row?.id, model),
      onActive: (place) => latest.current.onActive(place),
      onRange: (from, to) => {
        const rows: RunRow[] = [];
        for (let index = from; index <= to; index++) {
          const row = model.rows.at(index);
          if (row) rows.push(row);
        }
        model.sawRows(rows);
        selection.name(rows);
      },
      onScroll: (top) => {
        // A shorter list moves the view by itself; that is no place that somebody has scrolled to.
        const current = orderOf(model.query);
        if (current !== latest.current.wanted || current !== shownOrder.current) return;
        keepScroll(latest.current.historyEntry, { order: current, top, total: made.total, active: made.activePlace });
      },
    });
    setGrid(made);
    const stopHighlight = onHighlight(() => made.changed());
    const stopSelection = selection.watch(() => made.changed());
    return () => {
      stopHighlight();
      stopSelection();
      made.close();
      setGrid(undefined);
    };
  }, [model, selection, router, frame]);

  useLayoutEffect(() => {
    if (!grid || !template) return;
    const context: CellContext = {
      now: () => clock.current,
      baseline: () => (baselineId === undefined ? undefined : model.find(baselineId)),
      isPicked: (id) => selection.has(id),
      isHidden: (id) => selection.isHidden(id),
      isPinned: (id) => pinned.includes(id),
      hasLeft: (id) => model.hasLeft(id),
      isGone: (id) => model.isGone(id),
      results,
      sparkKey: (row) => model.sparkKey(row),
      spark: (row) => model.spark(row),
      template,
    };
    grid.show(isNarrow ? cardCells(context) : tableCells(columns, context), rowHeight);
  }, [grid, template, model, selection, columns, results, baselineId, pinned, isNarrow, rowHeight]);

  const widths = columns.map(columnWidth);
  useLayoutEffect(() => {
    if (frame.current) layColumns(frame.current, columns, widths);
  });

  useEffect(() => {
    if (!grid || !template) return;
    const showPins = () => grid.pin(pinned.flatMap((id) => model.find(id) ?? []));
    showPins();
    return model.rows.watch(showPins);
  }, [grid, template, model, pinned]);

  const order = orderOf(model.query);
  useEffect(() => {
    if (!grid || !template || !frame.current || order !== wanted) return;
    const kept = keptScroll(historyEntry, order);
    if (shownOrder.current !== order) {
      // Another list: where it was left, when Back leads to it; else its start.
      grid.restore(kept?.total ?? 0, kept?.top ?? 0);
      if (kept?.active !== undefined) grid.mark(kept.active);
      shownOrder.current = order;
    }
    keepScroll(historyEntry, { order, top: frame.current.scrollTop, total: grid.total, active: grid.activePlace });
  }, [grid, template, frame, historyEntry, order, wanted]);

  const total = model.current().total ?? 0;
  return (
    <>
      <RunTemplates onReady={(made) => setTemplate(() => made)} />
      {/* biome-ignore lint/a11y/useSemanticElements: a table of 100,000 rows has only those in sight */}
      <div
        className={`table-frame runs-frame${isNarrow ? ' runs-cards' : ''}`}
        ref={frame}
        role="grid"
        tabIndex={0}
        aria-label="Runs"
        aria-rowcount={total + 1}
        aria-colcount={isNarrow ? 1 : columns.length + 1}
        aria-multiselectable="true"
        aria-busy={busy || undefined}
      >
        <div className="runs-head" {...asRows}>
          {!isNarrow && (
            <TableHead
              columns={columns}
              sort={sort}
              pick={<PickLoaded model={model} selection={selection} onPickAll={onPickAll} />}
              onColumns={onColumns}
              onWidth={(key, width) => {
                if (!frame.current) return;
                layColumns(
                  frame.current,
                  columns,
                  columns.map((one, at) => (one.key === key ? width : (widths[at] ?? 0))),
                );
              }}
              onSort={onSort}
              onMenu={onColumnMenu}
            />
          )}
          <div ref={pins} className="runs-pins" role="presentation" />
        </div>
        <div className="runs-body" {...asRows} ref={body} />
      </div>
      <Ticker
        onTick={(now) => {
          clock.current = now;
          grid?.changed();
        }}
      />
    </>
  );
}

/** What decides which rows come where. */
export const orderOf = ({ sort, filter }: Pick<TableQuery, 'sort' | 'filter'>) => `${sort ?? ''}\n${filter}`;

/** The widths as variables of the frame: a border that is dragged changes them without drawing a row anew. */
function layColumns(frame: HTMLElement, columns: readonly ColumnState[], widths: readonly number[]): void {
  const all = [PICK_WIDTH, ...widths];
  // What is left of the frame goes to a column that nobody sees.
  frame.style.setProperty('--columns', `${all.map((width) => `${width}px`).join(' ')} minmax(0, 1fr)`);
  frame.style.setProperty('--row-width', `${all.reduce((sum, width) => sum + width, 0)}px`);
  let left = 0;
  for (const [at, width] of all.entries()) {
    if (at > 0 && !columns[at - 1]?.pinned) break;
    frame.style.setProperty(`--left-${at}`, `${left}px`);
    left += width;
  }
}

/** Running clocks go on once a second; they stand still while the data may be out of date. */
function Ticker({ onTick }: { onTick: (now: number) => void }) {
  const now = useNow(true);
  const latest = useRef(onTick);
  latest.current = onTick;
  useEffect(() => latest.current(now), [now]);
  return null;
}

function PickLoaded({
  model,
  selection,
  onPickAll,
}: {
  model: RunTableModel;
  selection: RunSelection;
  onPickAll: (rows: readonly RunRow[]) => void;
}) {
  const [picked, setPicked] = useState(selection.current().runs.length);
  useEffect(() => selection.watch(() => setPicked(selection.current().runs.length)), [selection]);
  return (
    <label className="pick-box" title={picked > 0 ? 'Clear the selection' : 'Select the rows in sight'}>
      <input
        type="checkbox"
        aria-label={picked > 0 ? 'Clear the selection' : 'Select the rows in sight'}
        checked={picked > 0}
        onChange={() => {
          if (picked > 0) selection.clear();
          else onPickAll(model.visibleRows());
        }}
      />
    </label>
  );
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const listen = () => setMatches(media.matches);
    media.addEventListener('change', listen);
    return () => media.removeEventListener('change', listen);
  }, [query]);
  return matches;
}
