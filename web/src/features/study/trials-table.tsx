import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { Study } from '@/shared/api/types';
import { formatCount, formatNumber, NOTHING } from '@/shared/format/format';
import { objectiveField, parameterField } from './axis';
import type { StudySearch } from './study-search';
import type { StudySession } from './study-session';
import type { ChangeSearch } from './tab-props';
import { TrialMenu } from './trial-menu';
import { nextTrialSort } from './trial-order';
import { Gap, ROW, SortHead, TrialCells } from './trial-rows';
import { useTrialLines } from './trial-series';
import { durationWord, shortParam } from './trial-words';
import { useTrialMoves } from './use-trial-moves';

const SPARK = { width: 72, height: 18 };

export interface TrialsHandle {
  /** Brings a trial into sight; false when it is not among those that are shown. */
  show(number: number): boolean;
}

/** The trials in some order; of 10,000 only those in sight are in the page. */
export function TrialsTable({
  study,
  session,
  search,
  change,
  order,
  now,
  handle,
  label,
  height,
}: {
  study: Study;
  session: StudySession;
  search: StudySearch;
  change: ChangeSearch;
  /** The numbers of the trials that are shown. */
  order: Int32Array;
  now: number;
  handle?: Ref<TrialsHandle>;
  label: string;
  height: number;
}): ReactNode {
  const { store } = session;
  const frame = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: order.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const visible = rows.getVirtualItems();
  const numbers = visible.flatMap(({ index }) => order[index] ?? []);
  // What is pruned by: the metric of the first objective.
  const metric = store.objectives[0]?.metric;
  const lines = useTrialLines(store, metric, numbers);
  useImperativeHandle(
    handle,
    () => ({
      show: (number) => {
        const index = order.indexOf(number);
        if (index >= 0) rows.scrollToIndex(index, { align: 'center' });
        return index >= 0;
      },
    }),
    [order, rows],
  );
  // The trial that the address names is in sight when the table opens, and whenever another one is chosen.
  const shown = useRef<number>(undefined);
  useEffect(() => {
    if (search.trial === shown.current) return;
    const index = search.trial === undefined ? -1 : order.indexOf(search.trial);
    if (search.trial !== undefined && index < 0) return;
    shown.current = search.trial;
    if (index >= 0) rows.scrollToIndex(index, { align: 'auto' });
  }, [search.trial, order, rows]);
  useTrialMoves('Trials table', {
    frame,
    order,
    chosen: search.trial,
    change,
    scrollTo: (place) => rows.scrollToIndex(place, { align: 'auto' }),
  });
  const columns = 6 + store.objectives.length + store.space.length + (metric === undefined ? 0 : 1);
  const before = visible[0]?.start ?? 0;
  const after = rows.getTotalSize() - (visible.at(-1)?.end ?? 0);
  const head = (field: string, title: string, isNumber = true) => (
    <SortHead
      key={field}
      field={field}
      title={title}
      sort={search.sort}
      isNumber={isNumber}
      onSort={() => change({ sort: nextTrialSort(search.sort, field) })}
    />
  );
  return (
    <section
      className="table-frame study-trials"
      style={{ maxHeight: height }}
      ref={frame}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      data-testid="trials-table"
      data-shown={order.length}
    >
      <table className="table" aria-label={label} aria-rowcount={order.length + 1}>
        <thead>
          <tr>
            {head('number', 'Trial')}
            {head('state', 'State', false)}
            {store.objectives.map(({ metric: name }) => head(objectiveField(name), name))}
            {metric !== undefined && <th title={`${metric}, as the trials reported it`}>Reported</th>}
            {store.space.map(({ name, kind }) => head(parameterField(name), name, kind !== 'categorical'))}
            {head('duration', 'Took')}
            {head('step', 'Last step')}
            {head('attempt', 'Attempt')}
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Gap height={before} columns={columns} />}
          {visible.map(({ index }) => {
            const number = order[index];
            if (number === undefined) return null;
            return store.deleted.has(number) ? (
              <DeletedRow key={number} number={number} index={index} columns={columns} />
            ) : (
              <TrialRow
                key={number}
                study={study}
                session={session}
                number={number}
                index={index}
                isChosen={search.trial === number}
                line={metric === undefined ? undefined : lines.get(store.runIdOf(number) ?? '')}
                metric={metric}
                now={now}
                onChoose={() => change({ trial: search.trial === number ? undefined : number }, { replace: true })}
              />
            );
          })}
          {after > 0 && <Gap height={after} columns={columns} />}
        </tbody>
      </table>
    </section>
  );
}

function TrialRow({
  study,
  session: { store },
  number,
  index,
  isChosen,
  line,
  metric,
  now,
  onChoose,
}: {
  study: Study;
  session: StudySession;
  number: number;
  index: number;
  isChosen: boolean;
  line: readonly number[] | undefined;
  metric: string | undefined;
  now: number;
  onChoose: () => void;
}) {
  const trial = store.trial(number);
  if (!trial) return null;
  return (
    <tr aria-rowindex={index + 2} data-highlighted={isChosen || undefined} data-trial={number}>
      <TrialCells trial={trial} objectives={store.objectives} isChosen={isChosen} onChoose={onChoose} />
      {metric !== undefined && (
        <td>
          <Spark values={line} metric={metric} />
        </td>
      )}
      {store.space.map(({ name, kind }) => (
        <td
          key={name}
          className={kind === 'categorical' ? undefined : 'number'}
          title={String(trial.parameters[name] ?? '')}
        >
          {shortParam(trial.parameters[name])}
        </td>
      ))}
      <td className="number">{durationWord(store, number, now)}</td>
      <td className="number">{trial.lastStep < 0 ? NOTHING : formatCount(trial.lastStep)}</td>
      <td className="number" title={trial.instance}>
        {trial.attempt}
      </td>
      <td>
        <TrialMenu study={study} trial={trial} />
      </td>
    </tr>
  );
}

/** What was deleted stays where it stood until it is taken out. */
function DeletedRow({ number, index, columns }: { number: number; index: number; columns: number }) {
  return (
    <tr aria-rowindex={index + 2} data-trial={number} className="study-deleted">
      <td className="number">{number}</td>
      <td colSpan={columns - 1}>deleted</td>
    </tr>
  );
}

/** What the trial has reported so far. */
function Spark({ values, metric }: { values: readonly number[] | undefined; metric: string }) {
  const finite = (values ?? []).filter(Number.isFinite);
  const last = finite.at(-1);
  if (finite.length < 2 || last === undefined) return null;
  const low = Math.min(...finite);
  const spread = Math.max(...finite) - low || 1;
  const path = finite.map((value, at) => {
    const x = (at / (finite.length - 1)) * SPARK.width;
    const y = SPARK.height - ((value - low) / spread) * SPARK.height;
    return `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  const words = `${metric}: from ${formatNumber(finite[0])} to ${formatNumber(last)}`;
  return (
    <svg
      className="study-spark"
      width={SPARK.width + 2}
      height={SPARK.height + 2}
      viewBox={`-1 -1 ${SPARK.width + 2} ${SPARK.height + 2}`}
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <path d={path.join('')} />
    </svg>
  );
}
