import { type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { Icon } from '@/shared/ui/icon';
import {
  betterOf,
  type ColumnState,
  changeColumn,
  clampWidth,
  columnName,
  columnTitle,
  columnWidth,
  isMetric,
  isNumeric,
  moveColumn,
  sortFieldOf,
} from './run-columns';
import { nextSort, parseSort } from './runs-search';

const DRAG_PX = 5;
/** The rows are no table element (see `run-grid.ts`), so their head is none either. Its buttons take the focus, not the cells. */
const asRow = { role: 'row', 'aria-rowindex': 1 } as const;
const asColumnHeader = (
  place: number,
  more: { 'aria-sort'?: 'ascending' | 'descending' | 'none'; 'aria-label'?: string },
) => ({
  role: 'columnheader',
  'aria-colindex': place,
  ...more,
});

interface HeadProps {
  columns: readonly ColumnState[];
  sort: string | undefined;
  pick: ReactNode;
  onColumns: (columns: readonly ColumnState[]) => void;
  /** While a border is dragged, before the address knows. */
  onWidth: (key: string, width: number) => void;
  onSort: (sort: string | undefined) => void;
  onMenu: (key: string, at: { x: number; y: number }) => void;
}

/** The header: press to sort, drag to move, drag a border to resize; the menu does the same without dragging. */
export function TableHead({ columns, sort, pick, onColumns, onWidth, onSort, onMenu }: HeadProps) {
  const row = useRef<HTMLDivElement>(null);
  const [dropAt, setDropAt] = useState<number | undefined>(undefined);
  const dragged = useRef(false);

  const startDrag = (event: PointerEvent, key: string) => {
    if (event.button !== 0) return;
    const startX = event.clientX;
    dragged.current = false;
    let place: number | undefined;
    const onMove = (moved: globalThis.PointerEvent) => {
      if (!dragged.current && Math.abs(moved.clientX - startX) < DRAG_PX) return;
      dragged.current = true;
      const heads = [...(row.current?.querySelectorAll<HTMLElement>('[data-column]') ?? [])];
      place = heads.filter((head) => {
        const { left, width } = head.getBoundingClientRect();
        return left + width / 2 < moved.clientX;
      }).length;
      setDropAt(place);
    };
    const onUp = () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      setDropAt(undefined);
      if (place === undefined) return;
      const from = columns.findIndex((one) => one.key === key);
      onColumns(moveColumn(columns, key, place > from ? place - 1 : place));
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
  };

  const startResize = (event: PointerEvent, column: ColumnState) => {
    event.preventDefault();
    event.stopPropagation();
    const startX = event.clientX;
    const width = columnWidth(column);
    let next = width;
    const onMove = (moved: globalThis.PointerEvent) => {
      next = clampWidth(width + moved.clientX - startX);
      onWidth(column.key, next);
    };
    const onUp = () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      if (next !== width) onColumns(changeColumn(columns, column.key, { width: next }));
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
  };

  return (
    <div className="run-head" {...asRow} ref={row}>
      <div {...asColumnHeader(1, { 'aria-label': 'Selected' })} className="run-cell pick-cell pinned-cell">
        {pick}
      </div>
      {columns.map((column, place) => (
        <HeadCell
          key={column.key}
          column={column}
          place={place}
          sort={sort}
          drop={dropAt === place ? 'before' : dropAt === columns.length && place === dropAt - 1 ? 'after' : undefined}
          onSort={() => {
            const field = sortFieldOf(column);
            if (!dragged.current && field) onSort(nextSort(sort, field));
          }}
          onDrag={(event) => startDrag(event, column.key)}
          onResize={(event) => startResize(event, column)}
          onMenu={(at) => onMenu(column.key, at)}
        />
      ))}
    </div>
  );
}

function HeadCell({
  column,
  place,
  sort,
  drop,
  onSort,
  onDrag,
  onResize,
  onMenu,
}: {
  column: ColumnState;
  place: number;
  sort: string | undefined;
  drop: 'before' | 'after' | undefined;
  onSort: () => void;
  onDrag: (event: PointerEvent) => void;
  onResize: (event: PointerEvent) => void;
  onMenu: (at: { x: number; y: number }) => void;
}) {
  const field = sortFieldOf(column);
  const { field: sorted, descending } = parseSort(sort);
  const isSorted = field !== undefined && field === sorted;
  const title = columnTitle(column);
  const better = isMetric(column.key) ? betterOf(column) : undefined;
  const classes = ['run-cell', isNumeric(column.key) ? 'number' : '', column.pinned ? 'pinned-cell' : ''];
  return (
    <div
      {...asColumnHeader(place + 2, {
        'aria-sort': isSorted ? (descending ? 'descending' : 'ascending') : field ? 'none' : undefined,
      })}
      className={`${classes.filter(Boolean).join(' ')}${drop ? ` drop-${drop}` : ''}`}
      style={column.pinned ? { left: `var(--left-${place + 1})` } : undefined}
      data-column={column.key}
    >
      <button
        type="button"
        className="head-title"
        title={title}
        onClick={onSort}
        onPointerDown={onDrag}
        onContextMenu={(event) => {
          event.preventDefault();
          onMenu({ x: event.clientX, y: event.clientY });
        }}
      >
        <span className="ellipsis">{columnName(column.key)}</span>
        {isMetric(column.key) && <span className="head-aggregate"> {column.aggregate ?? 'last'}</span>}
        {better && (
          <span className="head-better" title={better === 'up' ? 'More is better' : 'Less is better'}>
            {better === 'up' ? '↑' : '↓'}
            <span className="visually-hidden">{better === 'up' ? 'more is better' : 'less is better'}</span>
          </span>
        )}
        {isSorted && <Icon name={descending ? 'arrowDown' : 'arrowUp'} size={12} />}
      </button>
      <button
        type="button"
        className="head-menu"
        aria-label={`Column ${title}`}
        aria-haspopup="menu"
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          onMenu({ x: left, y: bottom });
        }}
      >
        <Icon name="chevronDown" size={12} />
      </button>
      <span className="head-resize" aria-hidden="true" onPointerDown={onResize} />
    </div>
  );
}
