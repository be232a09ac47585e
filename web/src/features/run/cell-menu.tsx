import { Menu } from '@mantine/core';
import { Fragment } from 'react';
import { conditionsOf } from './cell-conditions';
import { PointMenu } from './point-menu';
import { runHref } from './run-cells';
import type { ColumnState } from './run-columns';
import type { RunRow } from './run-list-api';

/** What can be done with a cell and its run: on a right click, `f`, or the keyboard's menu key. */
export function CellMenu({
  at,
  row,
  column,
  text,
  isBaseline,
  isPinned,
  isPicked,
  onFilter,
  onOpen,
  onBaseline,
  onPin,
  onPick,
  onPeek,
  onClose,
}: {
  at: { x: number; y: number };
  row: RunRow;
  column: ColumnState;
  /** What the cell shows, to copy it. */
  text: string;
  isBaseline: boolean;
  isPinned: boolean;
  isPicked: boolean;
  onFilter: (condition: string) => void;
  onOpen: (href: string) => void;
  onBaseline: () => void;
  onPin: () => void;
  onPick: () => void;
  onPeek: () => void;
  onClose: () => void;
}) {
  const conditions = conditionsOf(row, column);
  return (
    <PointMenu at={at} label={`Cell of ${row.name}`} width={300} onClose={onClose}>
      {conditions.map(({ filterTo, exclude }) => (
        <Fragment key={filterTo}>
          <Menu.Item onClick={() => onFilter(filterTo)}>
            Filter to <code>{filterTo}</code>
          </Menu.Item>
          {exclude && (
            <Menu.Item onClick={() => onFilter(exclude)}>
              Exclude <code>{exclude.startsWith('NOT ') ? exclude.slice(4) : filterTo}</code>
            </Menu.Item>
          )}
        </Fragment>
      ))}
      {conditions.length > 0 && <Menu.Divider />}
      <Menu.Item onClick={() => onOpen(runHref(row))}>Open the run</Menu.Item>
      <Menu.Item onClick={onPeek}>Peek</Menu.Item>
      <Menu.Item onClick={onPick}>{isPicked ? 'Take out of the selection' : 'Select'}</Menu.Item>
      <Menu.Item onClick={onBaseline}>{isBaseline ? 'No longer the baseline' : 'Set as baseline'}</Menu.Item>
      <Menu.Item onClick={onPin}>{isPinned ? 'Unpin from the top' : 'Pin to the top'}</Menu.Item>
      {text && <Menu.Item onClick={() => void navigator.clipboard?.writeText(text)}>Copy the value</Menu.Item>}
    </PointMenu>
  );
}
