import { Menu } from '@mantine/core';
import { Icon } from '@/shared/ui/icon';
import { PointMenu } from './point-menu';
import {
  aggregates,
  betterOf,
  type ColumnState,
  changeColumn,
  clampWidth,
  columnTitle,
  columnWidth,
  groupFieldOf,
  isMetric,
  isNumeric,
  isParam,
  moveColumn,
  type NumberFormat,
  sortFieldOf,
  toggleColumn,
} from './run-columns';

const formats: readonly (readonly [NumberFormat, string])[] = [
  ['auto', 'Automatic'],
  ['f2', '2 decimals'],
  ['f4', '4 decimals'],
  ['s3', '3 significant digits'],
  ['e2', 'Powers of ten'],
  ['c1', 'Percent'],
];
const WIDER = 40;

/** Everything that can be done to a column without a pointer that drags. */
export function ColumnMenu({
  at,
  column,
  columns,
  onColumns,
  onSort,
  onGroup,
  onClose,
}: {
  at: { x: number; y: number };
  column: ColumnState;
  columns: readonly ColumnState[];
  onColumns: (columns: readonly ColumnState[]) => void;
  onSort: (sort: string) => void;
  onGroup: (field: string) => void;
  onClose: () => void;
}) {
  const { key } = column;
  const place = columns.findIndex((one) => one.key === key);
  const field = sortFieldOf(column);
  const groupField = groupFieldOf(key);
  const change = (next: Partial<ColumnState>) => onColumns(changeColumn(columns, key, next));
  const hasFormat = isMetric(key) || isParam(key);
  return (
    <PointMenu at={at} label={`Column ${columnTitle(column)}`} onClose={onClose}>
      {field && (
        <>
          <Menu.Item onClick={() => onSort(`-${field}`)}>Sort downwards</Menu.Item>
          <Menu.Item onClick={() => onSort(field)}>Sort upwards</Menu.Item>
        </>
      )}
      {groupField && <Menu.Item onClick={() => onGroup(groupField)}>Group by this</Menu.Item>}
      {isMetric(key) && (
        <>
          <Menu.Label>Value</Menu.Label>
          {aggregates.map((aggregate) => (
            <Choice
              key={aggregate}
              chosen={(column.aggregate ?? 'last') === aggregate}
              onClick={() => change({ aggregate })}
            >
              {aggregate}
            </Choice>
          ))}
          <Menu.Label>Direction</Menu.Label>
          <Choice chosen={betterOf(column) === 'up'} onClick={() => change({ better: 'up' })}>
            ↑ more is better
          </Choice>
          <Choice chosen={betterOf(column) === 'down'} onClick={() => change({ better: 'down' })}>
            ↓ less is better
          </Choice>
        </>
      )}
      {hasFormat && isNumericLike(column) && (
        <>
          <Menu.Label>Numbers</Menu.Label>
          {formats.map(([format, word]) => (
            <Choice
              key={format}
              chosen={(column.format ?? 'auto') === format}
              onClick={() => change({ format: format === 'auto' ? undefined : format })}
            >
              {word}
            </Choice>
          ))}
        </>
      )}
      <Menu.Label>Column</Menu.Label>
      <Menu.Item onClick={() => change({ pinned: column.pinned ? undefined : true })}>
        {column.pinned ? 'Unpin' : 'Pin to the left'}
      </Menu.Item>
      <Menu.Item
        closeMenuOnClick={false}
        disabled={place <= 0}
        onClick={() => onColumns(moveColumn(columns, key, place - 1))}
      >
        Move left
      </Menu.Item>
      <Menu.Item
        closeMenuOnClick={false}
        disabled={place >= columns.length - 1}
        onClick={() => onColumns(moveColumn(columns, key, place + 1))}
      >
        Move right
      </Menu.Item>
      <Menu.Item closeMenuOnClick={false} onClick={() => change({ width: clampWidth(columnWidth(column) + WIDER) })}>
        Wider
      </Menu.Item>
      <Menu.Item closeMenuOnClick={false} onClick={() => change({ width: clampWidth(columnWidth(column) - WIDER) })}>
        Narrower
      </Menu.Item>
      {key !== 'name' && <Menu.Item onClick={() => onColumns(toggleColumn(columns, key))}>Hide</Menu.Item>}
    </PointMenu>
  );
}

const isNumericLike = (column: ColumnState) => isNumeric(column.key) || isParam(column.key);

function Choice({ chosen, onClick, children }: { chosen: boolean; onClick: () => void; children: React.ReactNode }) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={chosen}
      onClick={onClick}
      leftSection={chosen ? <Icon name="check" size={12} /> : <span className="check-space" />}
    >
      {children}
    </Menu.Item>
  );
}
