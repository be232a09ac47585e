import { Popover } from '@mantine/core';
import { type FormEvent, type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { formatCount, plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { type Axis, axisOf, axisWord, fieldsOf } from './axis';
import { type Brush, brushTexts } from './brush';
import { ParallelChart } from './parallel-chart';
import { brushWords, droppedAxis, LEAST_APART, movedAxis, parallelRoom } from './parallel-model';
import { PlotShell } from './plot-shell';
import { trialRows } from './slice-plot';
import type { TabProps } from './tab-props';
import { maskOf, useSelection } from './use-session';

const HEIGHT = 380;
const MOST_AXES = 24;
const TOPS = [
  { value: '', label: 'All trials' },
  { value: '1', label: 'Best 1 %' },
  { value: '5', label: 'Best 5 %' },
  { value: '10', label: 'Best 10 %' },
  { value: '25', label: 'Best 25 %' },
  { value: '50', label: 'Best 50 %' },
];

/** A line for each trial over its parameters and objectives. Ranges on any axes pick trials out, here and everywhere. */
export function ParallelCard({ study, session, search, change }: TabProps): ReactNode {
  const words = useId();
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<ParallelChart>(null);
  const byKey = useRef(false);
  const selection = useSelection(session);
  const { store } = session;
  const objective = search.objective ?? 0;
  const all = useMemo(() => fieldsOf(store), [store]);
  const fields = useMemo(() => {
    const chosen = (search.axes ?? all.slice(0, MOST_AXES)).filter((field) => all.includes(field));
    return chosen.length > 0 ? [...new Set(chosen)] : all.slice(0, MOST_AXES);
  }, [search.axes, all]);
  const isTable = search.rows === 'parallel';
  const latest = useRef(change);
  latest.current = change;
  const keep = useCallback(
    () => latest.current({ brush: brushTexts(session.selection.brushes) }, { replace: true }),
    [session],
  );
  const setAxes = (next: readonly string[]) => change({ axes: [...next] }, { replace: true });
  const setBrush = (field: string, brush: Brush | undefined) => {
    session.selection.brush(field, brush);
    keep();
  };

  useEffect(() => {
    const element = host.current;
    if (!element || isTable) return;
    const made = new ParallelChart(element, session, {
      onBrush: (field, brush) => session.selection.brush(field, brush),
      onBrushed: keep,
    });
    chart.current = made;
    return () => {
      chart.current = null;
      made.destroy();
    };
  }, [session, isTable, keep]);
  // Axes are made anew with each change of the trials: their columns grow, and so do the ends of an objective.
  const { version } = store;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when the trials have changed
  const axes = useMemo(() => fields.flatMap((field) => axisOf(store, field) ?? []), [store, fields, version]);
  useEffect(() => {
    if (!isTable) chart.current?.show(axes, objective);
  }, [axes, objective, isTable]);

  const note = `${plural(store.length, 'trial')}${
    selection.isActive ? ` · ${formatCount(selection.count)} picked out` : ''
  }`;
  const title = 'Parallel coordinates';
  return (
    <PlotShell
      title={title}
      fileName={`${study.run.name} parallel coordinates`}
      isTable={isTable}
      onTable={(table) => change({ rows: table ? 'parallel' : undefined }, { replace: true })}
      rows={() => trialRows(store, maskOf(session)())}
      picture={() => {
        if (!chart.current) throw new Error('Show the plot first: it is what is saved.');
        return chart.current.picturePng(title, note);
      }}
      takesFocus={byKey}
      hasPlot
      tools={
        <>
          <select
            className="input select study-top"
            aria-label="Which trials are picked out"
            value={search.top === undefined ? '' : String(search.top)}
            onChange={(event) => change({ top: Number(event.target.value) || undefined }, { replace: true })}
          >
            {search.top !== undefined && !TOPS.some(({ value }) => value === String(search.top)) && (
              <option value={String(search.top)}>Best {search.top} %</option>
            )}
            {TOPS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          <AddAxis
            fields={all.filter((field) => !fields.includes(field))}
            onAdd={(field) => setAxes([...fields, field])}
          />
        </>
      }
    >
      {() => (
        <>
          {!isTable && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            <section className="parallel-scroll" tabIndex={0} aria-label="Axes and lines" aria-describedby={words}>
              <div
                className="parallel-heads"
                style={{
                  minWidth: parallelRoom.left + parallelRoom.right + Math.max(0, fields.length - 1) * LEAST_APART,
                }}
              >
                {axes.map((axis, at) => (
                  <AxisHead
                    key={axis.field}
                    axis={axis}
                    place={at}
                    count={axes.length}
                    brush={selection.brushes.get(axis.field)}
                    onMove={(by) => setAxes(movedAxis(fields, axis.field, by))}
                    onDrop={(field) => setAxes(droppedAxis(fields, field, axis.field))}
                    onHide={() => setAxes(fields.filter((field) => field !== axis.field))}
                    onBrush={(brush) => setBrush(axis.field, brush)}
                  />
                ))}
              </div>
              <div className="parallel-host" style={{ height: HEIGHT }} ref={host} data-plot="parallel" />
            </section>
          )}
          <p id={words} className="visually-hidden">
            {`${plural(store.length, 'trial')} over ${axes.map((axis) => axis.label).join(', ')}. ${
              selection.isActive
                ? `${formatCount(selection.count)} picked out: ${brushWords(axes, selection.brushes, axisWord)}.`
                : 'None is picked out.'
            } The button of each axis sets its range and its place.`}
          </p>
          {!isTable && (
            <p className="study-note muted">
              {note} · the brighter, the better by {store.objectives[objective]?.metric}; dashed without a result
            </p>
          )}
        </>
      )}
    </PlotShell>
  );
}

function AddAxis({ fields, onAdd }: { fields: readonly string[]; onAdd: (field: string) => void }) {
  if (fields.length === 0) return null;
  return (
    <select
      className="input select study-top"
      aria-label="Add an axis"
      value=""
      onChange={(event) => onAdd(event.target.value)}
    >
      <option value="">Add axis…</option>
      {fields.map((field) => (
        <option key={field} value={field}>
          {field.slice(field.indexOf('.') + 1)}
        </option>
      ))}
    </select>
  );
}

/** The name of an axis. It can be dragged onto another one; its panel does the same with buttons, and sets the range with numbers. */
function AxisHead({
  axis,
  place,
  count,
  brush,
  onMove,
  onDrop,
  onHide,
  onBrush,
}: {
  axis: Axis;
  place: number;
  count: number;
  brush: Brush | undefined;
  onMove: (by: number) => void;
  onDrop: (field: string) => void;
  onHide: () => void;
  onBrush: (brush: Brush | undefined) => void;
}) {
  const [opened, setOpened] = useState(false);
  const sides = parallelRoom.left + parallelRoom.right;
  const share = count > 1 ? place / (count - 1) : 0.5;
  const words = brush ? brushWords([axis], new Map([[axis.field, brush]]), axisWord) : '';
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom"
      width={260}
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          type="button"
          className="parallel-head"
          draggable
          style={{ left: `calc(${parallelRoom.left}px + (100% - ${sides}px) * ${share})` }}
          aria-label={`Axis ${axis.label}${words ? `, ${words}` : ''}`}
          data-brushed={brush !== undefined || undefined}
          onClick={() => setOpened(!opened)}
          onDragStart={(event) => event.dataTransfer.setData('text/x-axis', axis.field)}
          onDragOver={(event) => {
            if (event.dataTransfer.types.includes('text/x-axis')) event.preventDefault();
          }}
          onDrop={(event) => {
            const field = event.dataTransfer.getData('text/x-axis');
            if (!field) return;
            event.preventDefault();
            onDrop(field);
          }}
        >
          <span className="ellipsis">{axis.label}</span>
          <Icon name="chevronDown" size={12} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Axis ${axis.label}`} className="topbar-panel">
        <div className="stack">
          <RangeForm
            axis={axis}
            brush={brush}
            onBrush={(next) => {
              onBrush(next);
              setOpened(false);
            }}
          />
          <div className="row">
            <Button disabled={place === 0} onClick={() => onMove(-1)}>
              Move left
            </Button>
            <Button disabled={place === count - 1} onClick={() => onMove(1)}>
              Move right
            </Button>
            <Button disabled={count < 3} onClick={onHide}>
              Hide
            </Button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The range of an axis as two values: what a stroke of the pointer does, without one. */
function RangeForm({
  axis,
  brush,
  onBrush,
}: {
  axis: Axis;
  brush: Brush | undefined;
  onBrush: (brush: Brush | undefined) => void;
}) {
  const [from, setFrom] = useState(String(brush?.from ?? axis.from));
  const [to, setTo] = useState(String(brush?.to ?? axis.to));
  const [isWrong, setIsWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [low, high] = [Number(from), Number(to)];
    const isRight = from.trim() !== '' && to.trim() !== '' && Number.isFinite(low) && Number.isFinite(high);
    setIsWrong(!isRight);
    if (isRight) onBrush({ from: Math.min(low, high), to: Math.max(low, high) });
  };
  const field = (label: string, value: string, set: (value: string) => void) =>
    axis.kind === 'choices' ? (
      <select className="input select" aria-label={label} value={value} onChange={(event) => set(event.target.value)}>
        {axis.words.map((word, at) => (
          <option key={word} value={String(at)}>
            {word}
          </option>
        ))}
      </select>
    ) : (
      <input
        className="input"
        inputMode="decimal"
        aria-label={label}
        aria-invalid={isWrong || undefined}
        value={value}
        onChange={(event) => set(event.target.value)}
      />
    );
  return (
    <form className="stack" onSubmit={submit}>
      <div className="parallel-fields">
        {field(`${axis.label} from`, from, setFrom)}
        <span className="muted">to</span>
        {field(`${axis.label} to`, to, setTo)}
      </div>
      {isWrong && <p className="tone-error small">Both ends must be numbers.</p>}
      <div className="row">
        <Button type="submit" kind="primary">
          Pick out
        </Button>
        {brush && <Button onClick={() => onBrush(undefined)}>Whole axis</Button>}
      </div>
    </form>
  );
}
