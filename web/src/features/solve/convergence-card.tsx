import { Menu } from '@mantine/core';
import { type ReactNode, useCallback, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import { saveBlob } from '@/shared/api/client';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { frames } from '@/shared/live/frame-scheduler';
import { IconButton } from '@/shared/ui/button';
import { copyText } from '@/shared/ui/copy-button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { ConvergenceChart, type Handlers } from './convergence-chart';
import { type ConvergenceModel, modelWords } from './convergence-model';
import { csvOf } from './convergence-rows';
import { ConvergenceTable } from './convergence-table';
import { samplingWords } from './sampling-words';
import { type SolveSearch, spanOf, zoomOf } from './solve-search';
import type { TraceSet } from './trace';
import type { Traces } from './traces';
import './solve.css';

/** A model without what the address says of it. */
export type Course = Omit<ConvergenceModel, 'zoom'>;

/** The chart of one or several solves with everything around it. */
export function ConvergenceCard({
  title,
  fileName,
  traces,
  courseOf,
  live,
  search,
  change,
  empty,
  children,
}: {
  title: string;
  fileName: string;
  traces: Traces;
  /** What is drawn of the courses as they are now; the same function as long as nothing else has changed. */
  courseOf: (set: TraceSet) => Course;
  live: boolean;
  search: SolveSearch;
  change: (change: SolveSearch) => void;
  /** While nothing was reported. */
  empty: ReactNode;
  /** Between the title and the chart: a legend, numbers. */
  children?: ReactNode;
}): ReactNode {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<ConvergenceChart>(null);
  const summary = useRef<HTMLParagraphElement>(null);
  const sampling = useRef<HTMLParagraphElement>(null);
  const say = useRef<HTMLParagraphElement>(null);
  /** The table was asked for by a key: the focus goes there. */
  const byKey = useRef(false);
  const { set, feed, pending, error, retry } = traces;
  const [hasPoints, setHasPoints] = useState(() => set !== undefined && isKnown(set));
  const { span } = search;
  const table = search.rows === true;
  const shows = hasPoints && !table;

  const latest = useRef({ set, span, change, courseOf });
  latest.current = { set, span, change, courseOf };
  const draw = useCallback(() => {
    const { set: now, span: zoomed, courseOf: course } = latest.current;
    if (!now) return;
    setHasPoints(isKnown(now));
    const model = { ...course(now), zoom: zoomOf(zoomed) };
    chart.current?.set(model);
    if (summary.current) summary.current.textContent = modelWords(model);
    if (sampling.current) sampling.current.textContent = samplingWords(now, live ? frames.rate : undefined);
  }, [live]);

  useEffect(() => {
    const host = frame.current;
    if (!host || !shows) return;
    const handlers: Handlers = {
      onZoom: (range) => latest.current.change({ span: spanOf(range) }),
      onSay: (words) => {
        if (say.current) say.current.textContent = words;
      },
    };
    const made = new ConvergenceChart(host, handlers);
    chart.current = made;
    draw();
    return () => {
      chart.current = null;
      made.destroy();
    };
  }, [shows, draw]);
  useEffect(() => feed.watch(draw), [feed, draw]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the drawing reads has changed
  useEffect(draw, [set, span, courseOf, draw]);

  const keys = (one: string, what: string | undefined, run: (chart: ConvergenceChart) => void) => ({
    keys: one,
    what,
    run: () => {
      if (chart.current) run(chart.current);
    },
  });
  useShortcuts(
    'Chart with the focus',
    [
      keys('ArrowRight', '← → Cursor to the next change; with Shift by ten', (one) => one.step(1)),
      keys('ArrowLeft', undefined, (one) => one.step(-1)),
      keys('Shift+ArrowRight', undefined, (one) => one.step(10)),
      keys('Shift+ArrowLeft', undefined, (one) => one.step(-10)),
      keys('Home', 'Home, End: first and last change', (one) => one.step(Number.NEGATIVE_INFINITY)),
      keys('End', undefined, (one) => one.step(Number.POSITIVE_INFINITY)),
      keys('ArrowDown', '↑ ↓ Another solve', (one) => one.otherCurve(1)),
      keys('ArrowUp', undefined, (one) => one.otherCurve(-1)),
      keys('+', '+ − Zoom around the cursor', (one) => one.zoom('in')),
      keys('-', undefined, (one) => one.zoom('out')),
      keys('Escape', undefined, (one) => one.leave()),
      { keys: '0', what: 'Reset the zoom', run: () => change({ span: undefined }) },
      {
        keys: 't',
        what: 'Data table',
        run: () => {
          byKey.current = true;
          change({ rows: true });
        },
      },
    ],
    { within: frame },
  );
  const save = (make: () => Promise<Blob> | Blob, ending: string) => {
    Promise.resolve()
      .then(make)
      .then((blob) => saveBlob(blob, `${fileName}.${ending}`))
      .catch((problem: unknown) => toastProblem('The file could not be made', problem));
  };
  const picture = () => {
    if (!chart.current) throw new Error('Show the chart first: it is what is saved.');
    return chart.current.picture(title, sampling.current?.textContent ?? '');
  };
  const csv = () => {
    if (!set) throw new Error('There are no numbers yet.');
    return new Blob([csvOf(courseOf(set).curves)], { type: 'text/csv;charset=utf-8' });
  };
  return (
    <section
      className="card solve-card"
      aria-labelledby={`${id}-title`}
      data-live={live || undefined}
      data-testid="convergence"
    >
      <div className="card-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <div className="row solve-tools" role="toolbar" aria-label={`Tools of ${title}`}>
          {span !== undefined && (
            <button type="button" className="link-button small" onClick={() => change({ span: undefined })}>
              {live ? '→ live' : 'Reset zoom'}
            </button>
          )}
          <IconButton
            icon={table ? 'chart' : 'table'}
            label={table ? `Show ${title} as chart` : `Show ${title} as table`}
            className="icon-button-small"
            onClick={() => change({ rows: table ? undefined : true })}
          />
          <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={200}>
            <Menu.Target>
              <IconButton icon="more" label={`More of ${title}`} className="icon-button-small" />
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => save(picture, 'png')}>Download PNG</Menu.Item>
              <Menu.Item onClick={() => save(csv, 'csv')}>Download CSV</Menu.Item>
              <Menu.Item
                onClick={() =>
                  void copyText(location.href).then(
                    () => toastSuccess('Link copied'),
                    (problem: unknown) => toastProblem('Nothing was copied', problem),
                  )
                }
              >
                Copy link
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      {error ? <ProblemView error={error} onRetry={retry} /> : null}
      {pending && <Skeleton rows={6} height={48} />}
      {!pending && !error && !hasPoints && empty}
      {hasPoints && children}
      {hasPoints && table && set && (
        <LiveTable title={title} traces={traces} set={set} courseOf={courseOf} takesFocus={byKey} />
      )}
      <div
        className="solve-frame"
        ref={frame}
        hidden={!shows}
        role="application"
        aria-roledescription="convergence chart"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-summary`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the cursor of the chart
        tabIndex={0}
        data-testid="convergence-frame"
      />
      <p id={`${id}-summary`} ref={summary} className="visually-hidden" />
      <p ref={say} className="visually-hidden" aria-live="polite" />
      <p className="solve-sampling muted" ref={sampling} />
    </section>
  );
}

/** Whether any solve has said anything that can be drawn. */
function isKnown(set: TraceSet): boolean {
  return set.traces.some(({ incumbent, bound, gap }) => incumbent.length + bound.length + gap.length > 0);
}

/** The table hears of new points as the chart does. */
function LiveTable({
  title,
  traces,
  set,
  courseOf,
  takesFocus,
}: {
  title: string;
  traces: Traces;
  set: TraceSet;
  courseOf: (set: TraceSet) => Course;
  takesFocus: Parameters<typeof ConvergenceTable>[0]['takesFocus'];
}) {
  useSyncExternalStore(traces.feed.watch, traces.feed.current);
  const { curves, hasObjective } = courseOf(set);
  return <ConvergenceTable title={title} curves={curves} hasObjective={hasObjective} takesFocus={takesFocus} />;
}
