import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { Column } from '@/shared/api/types';
import { formatCount } from '@/shared/format/format';
import { Icon } from '@/shared/ui/icon';
import { nextSort, type Row, type Sort } from './row-order';

const ROW_HEIGHT = 28;
const NUMBER_WIDTH = 72;

const typeWords = { integer: '123', number: '1.2', boolean: 'y/n', datetime: 'date', string: 'text' } as const;

/** Rows and columns of which only the visible ones exist. Pinned columns stay at the left beside the row's number. */
export function RowGrid({
  columns,
  count,
  rowAt,
  pins,
  sort,
  onSort,
  onPin,
  onRange,
  label,
}: {
  columns: readonly Column[];
  count: number;
  rowAt: (index: number) => Row | undefined;
  pins: readonly string[];
  sort: Sort | undefined;
  onSort: (sort: string | undefined) => void;
  onPin: (column: string) => void;
  onRange: (first: number, last: number) => void;
  label: string;
}): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const ordered = useMemo(() => {
    const placed = columns.map((column, at) => ({ ...column, at, width: widthOf(column) }));
    const pinned = pins.flatMap((pin) => placed.find((column) => column.name === pin) ?? []);
    return { pinned, free: placed.filter((column) => !pins.includes(column.name)) };
  }, [columns, pins]);
  const pinnedWidth = ordered.pinned.reduce((sum, column) => sum + column.width, NUMBER_WIDTH);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: ordered.free.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => ordered.free[index]?.width ?? 120,
    overscan: 4,
    scrollPaddingStart: pinnedWidth,
  });
  const visible = rows.getVirtualItems();
  const first = visible[0]?.index ?? 0;
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => onRange(first, last), [first, last, onRange]);
  const width = pinnedWidth + across.getTotalSize();
  const shown = across.getVirtualItems().flatMap((item) => {
    const column = ordered.free[item.index];
    return column ? [{ column, left: pinnedWidth + item.start }] : [];
  });
  const head = (column: (typeof ordered.free)[number], left: number | undefined) => (
    // biome-ignore lint/a11y/useSemanticElements: only the visible cells exist, which a table element cannot say
    // biome-ignore lint/a11y/useFocusableInteractive: its buttons are what is focused
    <div
      key={column.name}
      role="columnheader"
      aria-colindex={column.at + 2}
      aria-sort={sort?.column === column.name ? (sort.descending ? 'descending' : 'ascending') : undefined}
      className={`grid-cell grid-head${left === undefined ? ' pinned' : ''}`}
      style={{ left, width: column.width }}
    >
      <button
        type="button"
        className="grid-sort"
        title={`${column.name} (${column.type}): sort`}
        onClick={() => onSort(nextSort(column.name, sort))}
      >
        <span className="ellipsis">{column.name}</span>
        <span className="grid-type">
          {sort?.column === column.name ? (sort.descending ? '↓' : '↑') : typeWords[column.type]}
        </span>
      </button>
      <button
        type="button"
        className="grid-pin"
        aria-pressed={left === undefined}
        aria-label={`Pin ${column.name}`}
        title={left === undefined ? `Unpin ${column.name}` : `Pin ${column.name} to the left`}
        onClick={() => onPin(column.name)}
      >
        <Icon name={left === undefined ? 'chevronRight' : 'chevronLeft'} size={12} />
      </button>
    </div>
  );
  const cell = (column: (typeof ordered.free)[number], row: Row | undefined, left: number | undefined) => {
    const value = row?.values[column.at];
    const numeric = column.type === 'integer' || column.type === 'number';
    return (
      // biome-ignore lint/a11y/useSemanticElements: see above
      <div
        key={column.name}
        role="cell"
        aria-colindex={column.at + 2}
        className={`grid-cell${numeric ? ' number' : ''}${left === undefined ? ' pinned' : ''}`}
        style={{ left, width: column.width }}
        title={value ?? undefined}
      >
        {row === undefined ? (
          <span className="grid-waiting" />
        ) : value === null || value === undefined ? (
          <span className="missing">missing</span>
        ) : (
          value
        )}
      </div>
    );
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div
      className="table-frame grid-frame"
      ref={frame}
      role="table"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length + 1}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the frame is what is focused */}
      <div className="grid-header" role="row" aria-rowindex={1} style={{ width }}>
        <div className="grid-pinned" role="presentation" style={{ width: pinnedWidth }}>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: the frame is what is focused */}
          <div
            role="columnheader"
            aria-colindex={1}
            className="grid-cell pinned number"
            style={{ width: NUMBER_WIDTH }}
          >
            Row
          </div>
          {ordered.pinned.map((column) => head(column, undefined))}
        </div>
        {shown.map(({ column, left }) => head(column, left))}
      </div>
      <div role="presentation" style={{ position: 'relative', width, height: rows.getTotalSize() }}>
        {visible.map((item) => {
          const row = rowAt(item.index);
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: the frame is what is focused
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              className="grid-row"
              style={{ top: item.start, height: ROW_HEIGHT, width }}
            >
              <div className="grid-pinned" role="presentation" style={{ width: pinnedWidth }}>
                {/* biome-ignore lint/a11y/useSemanticElements: see above */}
                <div
                  role="cell"
                  aria-colindex={1}
                  className="grid-cell pinned number muted"
                  style={{ width: NUMBER_WIDTH }}
                >
                  {row ? formatCount(row.number + 1) : ''}
                </div>
                {ordered.pinned.map((column) => cell(column, row, undefined))}
              </div>
              {shown.map(({ column, left }) => cell(column, row, left))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Wide enough for the name, and for what values of the type mostly are. */
function widthOf(column: Column): number {
  const values = { integer: 9, number: 12, boolean: 7, datetime: 20, string: 18 }[column.type];
  return Math.round(Math.min(320, Math.max(96, Math.max(column.name.length + 8, values) * 7.2 + 24)));
}
