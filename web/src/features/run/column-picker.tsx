import { Popover } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type DragEvent, useDeferredValue, useState } from 'react';
import { formatCount } from '@/shared/format/format';
import { IconButton } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import {
  attributes,
  type ColumnState,
  changeColumn,
  columnName,
  columnTitle,
  isMetric,
  isParam,
  moveColumn,
  toggleColumn,
} from './run-columns';
import { readColumns } from './run-list-api';

const MOST_LISTED = 60;

const columnsQuery = (projectId: string, q: string, limit: number) => ({
  queryKey: ['runs', projectId, 'columns', q, limit],
  queryFn: ({ signal }: { signal: AbortSignal }) => readColumns(projectId, { q: q || undefined, limit }, signal),
  staleTime: 60_000,
});

/** Which columns there are and in which order: found by typing, moved by dragging or with the buttons. */
export function ColumnPicker({
  projectId,
  columns,
  onColumns,
  onReset,
}: {
  projectId: string;
  columns: readonly ColumnState[];
  onColumns: (columns: readonly ColumnState[]) => void;
  onReset: () => void;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={360}
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          type="button"
          className="button"
          aria-haspopup="dialog"
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          <Icon name="settings" size={14} />
          <span>Columns</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns" className="column-picker">
        {opened && <Picker projectId={projectId} columns={columns} onColumns={onColumns} onReset={onReset} />}
      </Popover.Dropdown>
    </Popover>
  );
}

export function Picker({
  projectId,
  columns,
  onColumns,
  onReset,
}: {
  projectId: string;
  columns: readonly ColumnState[];
  onColumns: (columns: readonly ColumnState[]) => void;
  onReset: () => void;
}) {
  const [text, setText] = useState('');
  const sought = useDeferredValue(text.trim());
  const values = useQuery({
    ...columnsQuery(projectId, sought, MOST_LISTED),
    placeholderData: keepPreviousData,
  });
  const lower = sought.toLowerCase();
  const found = values.data?.items ?? [];
  const sections: { title: string; keys: string[] }[] = [
    {
      title: 'Of every run',
      keys: attributes
        .filter((one) => one.title.toLowerCase().includes(lower) || one.key.includes(lower))
        .map((one) => one.key),
    },
    { title: 'Metrics', keys: found.filter((one) => one.kind === 'metric').map((one) => one.field) },
    { title: 'Parameters', keys: found.filter((one) => one.kind === 'param').map((one) => one.field) },
  ];
  const isShown = (key: string) => columns.some((one) => one.key === key);
  const more = (values.data?.total ?? 0) - found.length;
  return (
    <div className="stack">
      <input
        type="search"
        className="input"
        aria-label="Find a column"
        placeholder="Find a metric, a parameter, …"
        value={text}
        data-autofocus
        onChange={(event) => setText(event.target.value)}
      />
      {sought === '' && (
        <>
          <div className="row spread">
            <h3>Shown</h3>
            <button type="button" className="link-button small" onClick={onReset}>
              Reset to the usual ones
            </button>
          </div>
          <ShownColumns columns={columns} onColumns={onColumns} />
        </>
      )}
      {sections.map(
        ({ title, keys }) =>
          keys.length > 0 && (
            <section key={title} aria-label={title}>
              <h3>{title}</h3>
              <ul className="column-list">
                {keys.map((key) => (
                  <li key={key}>
                    <label className="toggle">
                      <input
                        type="checkbox"
                        checked={isShown(key)}
                        disabled={key === 'name'}
                        onChange={() => onColumns(toggleColumn(columns, key))}
                      />
                      <span className="ellipsis">{columnName(key)}</span>
                    </label>
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
      {more > 0 && <p className="muted small">{`${formatCount(more)} more: type a part of the name.`}</p>}
      {values.isError && <p className="muted small">The metrics and parameters cannot be read at the moment.</p>}
      {sections.every(({ keys }) => keys.length === 0) && values.isSuccess && (
        <p className="muted">No column has “{sought}” in its name.</p>
      )}
    </div>
  );
}

function ShownColumns({
  columns,
  onColumns,
}: {
  columns: readonly ColumnState[];
  onColumns: (columns: readonly ColumnState[]) => void;
}) {
  const [dragged, setDragged] = useState<string>();
  const drop = (event: DragEvent, at: number) => {
    event.preventDefault();
    if (dragged !== undefined) onColumns(moveColumn(columns, dragged, at));
    setDragged(undefined);
  };
  return (
    <ol className="column-list shown-columns" aria-label="Shown columns">
      {columns.map((column, at) => (
        <li
          key={column.key}
          draggable
          data-dragged={dragged === column.key || undefined}
          onDragStart={() => setDragged(column.key)}
          onDragEnd={() => setDragged(undefined)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => drop(event, at)}
        >
          <span className="grip" aria-hidden="true">
            ⠿
          </span>
          <span className="ellipsis grow" title={columnTitle(column)}>
            {columnTitle(column)}
            {(isMetric(column.key) || isParam(column.key)) && (
              <span className="muted small">{isMetric(column.key) ? ' metric' : ' parameter'}</span>
            )}
          </span>
          <button
            type="button"
            className="icon-button icon-button-small"
            aria-pressed={column.pinned === true}
            aria-label={`Pin ${columnTitle(column)} to the left`}
            title="Pin to the left"
            onClick={() => onColumns(changeColumn(columns, column.key, { pinned: column.pinned ? undefined : true }))}
          >
            <Icon name="sidebar" size={14} />
          </button>
          <IconButton
            icon="arrowUp"
            label={`Move ${columnTitle(column)} up`}
            className="icon-button-small"
            disabled={at === 0}
            onClick={() => onColumns(moveColumn(columns, column.key, at - 1))}
          />
          <IconButton
            icon="arrowDown"
            label={`Move ${columnTitle(column)} down`}
            className="icon-button-small"
            disabled={at === columns.length - 1}
            onClick={() => onColumns(moveColumn(columns, column.key, at + 1))}
          />
          <IconButton
            icon="close"
            label={`Hide ${columnTitle(column)}`}
            className="icon-button-small"
            disabled={column.key === 'name'}
            onClick={() => onColumns(toggleColumn(columns, column.key))}
          />
        </li>
      ))}
    </ol>
  );
}
