import { Menu } from '@mantine/core';
import {
  type DragEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { saveBlob } from '@/shared/api/client';
import type { LivePoints } from '@/shared/chart/live-points';
import { formatClock, formatCount, formatNumber } from '@/shared/format/format';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { frames } from '@/shared/live/frame-scheduler';
import { IconButton } from '@/shared/ui/button';
import { copyText } from '@/shared/ui/copy-button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { axisWord } from './axis-words';
import { downloadPoints } from './chart-api';
import { rawRequest, useChartData } from './chart-data';
import { csvOf, pngOf, svgOf } from './chart-export';
import { Legend, type LegendHandle } from './chart-legend';
import { type ChartRun, type RunGroup, visibleLines } from './chart-lines';
import { extentX, summaryOf } from './chart-math';
import { ChartOptions } from './chart-options';
import type { ChartSettings, SettingsChange, XAxis } from './chart-settings';
import { ChartTable } from './chart-table';
import type { Crosshair, Highlight } from './crosshair';
import { type Reading, shownValue } from './line';
import { type Handlers, LineChart } from './line-chart';
import { bucketWords, samplingWords } from './sampling-words';

const WIDTH_STEP = 64;
const LEAST_WIDTH = 64;
/** What of a card's width is not the plot. */
const SIDES = 94;
const MOST_SUMMARY = 12;

/** What the charts of a page share. */
export interface ChartPage {
  live: LivePoints;
  crosshair: Crosshair;
  highlight: Highlight;
  /** Hears the time under the pointer, in epoch seconds. */
  onTime?: (time: number | undefined) => void;
  /** Opens a run at a place; absent when the page is that of the run. */
  openRun?: (runId: string, key: string, step: number) => void;
  jumpLogs?: (runId: string, time: number) => void;
  /** Offers an alert for a metric of a run, beginning with a value that it had. */
  alertMe?: (runId: string, key: string, value: number) => void;
}

export interface ChartSpec {
  id: string;
  title: string;
  keys: readonly string[];
}

/** What can be done with a card on a board. */
interface CardPlace {
  pinned: boolean;
  onPin(): void;
  onMove?: (by: -1 | 1) => void;
  onFull?: () => void;
  onDragStart?: (event: DragEvent) => void;
}

interface ChartCardProps {
  page: ChartPage;
  chart: ChartSpec;
  runs: readonly ChartRun[];
  groups?: readonly RunGroup[];
  settings: ChartSettings;
  change: (change: SettingsChange) => void;
  /** Charts with the same name move their crosshair together. */
  axis: string;
  metricKeys: readonly string[];
  place?: CardPlace;
  tall?: boolean;
}

/** One chart with everything around it. */
export function ChartCard({
  page,
  chart,
  runs,
  groups,
  settings: given,
  change,
  axis,
  metricKeys,
  place,
  tall = false,
}: ChartCardProps): ReactNode {
  const id = useId();
  const settings = useSame(given);
  const card = useRef<HTMLElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const drawn = useRef<LineChart>(null);
  const legend = useRef<LegendHandle>(null);
  const sampling = useRef<HTMLParagraphElement>(null);
  const summary = useRef<HTMLParagraphElement>(null);
  const say = useRef<HTMLParagraphElement>(null);
  /** The table was asked for by a key: the focus goes there. */
  const byKey = useRef(false);
  const [width, setWidth] = useState(0);
  const [picked, setPicked] = useState<{ reading: Reading; x: number; y: number }>();
  const refresh = useRef<() => void>(() => undefined);
  const onPoints = useCallback(() => refresh.current(), []);
  const { set, answer, pending, fetching, error, retry } = useChartData({
    keys: chart.keys,
    runs,
    groups,
    settings,
    width,
    live: page.live,
    onPoints,
  });
  const all = set?.lines;
  const lines = useMemo(() => (all ? visibleLines(all, runs, settings) : []), [all, runs, settings]);
  // The answer may still be that of the axis before.
  const x: XAxis = answer && answer.x !== settings.x.split(':')[0] ? (answer.x as XAxis) : settings.x;
  const isLive = runs.some((run) => run.live);
  const nothing = answer !== undefined && all?.every((line) => line.buffer.length === 0) === true;
  const table = settings.table === true;
  const shows = !table && !nothing && !error;

  useLayoutEffect(() => {
    const host = card.current;
    if (!host) return;
    const measure = () => {
      const room = Math.floor((host.clientWidth - SIDES) / WIDTH_STEP) * WIDTH_STEP;
      setWidth((known) => (host.clientWidth === 0 ? known : Math.max(LEAST_WIDTH, room)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(host);
    return () => observer.disconnect();
  }, []);

  const latest = useRef({ change, settings });
  latest.current = { change, settings };
  const { crosshair, highlight } = page;
  useEffect(() => {
    const host = frame.current;
    if (!host || !shows) return;
    const handlers: Handlers = {
      onZoom: (zoom) => latest.current.change(zoom),
      onReset: () => latest.current.change({ zoom: undefined, zoomY: undefined }),
      onPick: (reading, at) => setPicked({ reading, ...at }),
      onSay: (words) => {
        if (say.current) say.current.textContent = words;
      },
      onReadings: (readings) => {
        legend.current?.show(readings);
        const time = readings?.find((reading) => Number.isFinite(reading.time))?.time;
        if (readings === undefined || time !== undefined) page.onTime?.(time);
      },
    };
    const made = new LineChart(host, crosshair, highlight, handlers);
    drawn.current = made;
    return () => {
      drawn.current = null;
      made.destroy();
    };
  }, [crosshair, highlight, shows, page.onTime]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was made anew follows anew
  useEffect(() => drawn.current?.follow(axis), [axis, shows]);

  refresh.current = () => {
    drawn.current?.redraw();
    legend.current?.show(undefined);
    describe();
  };
  const describe = () => {
    if (!answer) return;
    const range = settings.zoom ?? extentX(lines);
    if (sampling.current) {
      const slow = isLive && frames.rate < 2 ? ` · reduced refresh (${frames.rate} Hz)` : '';
      sampling.current.textContent = samplingWords(answer, lines, settings, range) + slow;
    }
    if (summary.current) {
      const more = lines.length > MOST_SUMMARY ? `; and ${lines.length - MOST_SUMMARY} more lines` : '';
      const words = lines.slice(0, MOST_SUMMARY).map(summaryOf).join('; ');
      summary.current.textContent = `${chart.title} over ${axisWord(x)}. ${words}${more}.`;
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was made anew is given its lines anew
  useEffect(() => {
    if (!answer) return;
    drawn.current?.set({
      lines,
      x,
      y: settings.y,
      zoom: settings.zoom ?? undefined,
      zoomY: settings.zoomY ?? undefined,
      clip: settings.clip,
      serverClip: isLive ? undefined : (answer.clip ?? undefined),
      smoothing: Boolean(settings.smoothing),
    });
    describe();
  }, [lines, x, settings, answer, isLive, shows, width]);

  const rate = useSyncExternalStore(frames.watchRate, () => frames.rate);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the rate is news here
  useEffect(describe, [rate]);

  const zoomed = Boolean(settings.zoom || settings.zoomY);
  const lock = () => {
    const view = drawn.current?.view;
    if (view) change({ zoom: view.xRange, zoomY: view.yRange });
  };
  const chartKeys = (keys: string, what: string | undefined, run: (chart: LineChart) => void) => ({
    keys,
    what,
    run: () => {
      if (drawn.current) run(drawn.current);
    },
  });
  useShortcuts(
    'Chart with the focus',
    [
      chartKeys('ArrowRight', '← → Cursor to the next point; with Shift by ten', (one) => one.step(1)),
      chartKeys('ArrowLeft', undefined, (one) => one.step(-1)),
      chartKeys('Shift+ArrowRight', undefined, (one) => one.step(10)),
      chartKeys('Shift+ArrowLeft', undefined, (one) => one.step(-10)),
      chartKeys('Home', 'Home, End: first and last point', (one) => one.step(Number.NEGATIVE_INFINITY)),
      chartKeys('End', undefined, (one) => one.step(Number.POSITIVE_INFINITY)),
      chartKeys('ArrowDown', '↑ ↓ Another line', (one) => one.otherLine(1)),
      chartKeys('ArrowUp', undefined, (one) => one.otherLine(-1)),
      chartKeys('Enter', 'Menu of the point', (one) => one.pick()),
      chartKeys('Escape', undefined, (one) => one.leave()),
      { keys: '0', what: 'Reset the zoom', run: () => change({ zoom: undefined, zoomY: undefined }) },
      {
        keys: 't',
        what: 'Data table',
        run: () => {
          byKey.current = true;
          change({ table: true });
        },
      },
    ],
    { within: frame },
  );
  const hasLegend = !settings.noLegend && (all?.length ?? 0) > 0;
  return (
    <section
      ref={card}
      className={`card chart-card${tall ? ' chart-card-tall' : ''}`}
      aria-labelledby={`${id}-title`}
      aria-busy={fetching || undefined}
      data-chart={chart.id}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: moving has its buttons in the menu of the chart */}
      <div className="card-head" draggable={Boolean(place?.onDragStart)} onDragStart={place?.onDragStart}>
        <h3 id={`${id}-title`} className="ellipsis" title={chart.keys.join('\n')}>
          {chart.title}
        </h3>
        <div
          className="chart-tools"
          role="toolbar"
          aria-label={`Tools of ${chart.title}`}
          data-held={zoomed || undefined}
        >
          {zoomed && (
            <button
              type="button"
              className="link-button small"
              onClick={() => change({ zoom: undefined, zoomY: undefined })}
            >
              {isLive && settings.zoom ? '→ live' : 'Reset zoom'}
            </button>
          )}
          <ChartOptions
            title={chart.title}
            settings={settings}
            change={change}
            metricKeys={metricKeys}
            canAggregate={runs.length > 1}
            bucket={bucketWords(lines)}
          />
          <IconButton
            icon="lock"
            label={zoomed ? `Release the ranges of ${chart.title}` : `Lock the ranges of ${chart.title}`}
            className="icon-button-small"
            aria-pressed={zoomed}
            onClick={() => (zoomed ? change({ zoom: undefined, zoomY: undefined }) : lock())}
          />
          <IconButton
            icon={table ? 'chart' : 'table'}
            label={table ? `Show ${chart.title} as chart` : `Show ${chart.title} as table`}
            className="icon-button-small"
            onClick={() => change({ table: table ? undefined : true })}
          />
          {place?.onFull && (
            <IconButton
              icon="expand"
              label={`Full screen of ${chart.title}`}
              className="icon-button-small"
              onClick={place.onFull}
            />
          )}
          <SaveMenu
            chart={chart}
            picture={() => {
              const view = drawn.current?.view;
              if (!view || !answer) return undefined;
              const note = samplingWords(answer, lines, settings, view.xRange);
              return {
                title: chart.title,
                lines,
                x,
                y: settings.y,
                smoothing: Boolean(settings.smoothing),
                note,
                ...view,
              };
            }}
            csv={() => csvOf(lines)}
            raw={() => downloadPoints(rawRequest(chart.keys, runs, settings))}
            place={place}
          />
        </div>
      </div>
      {error ? <ProblemView error={error} onRetry={retry} /> : null}
      {nothing && (
        <p className="chart-none muted" role="status">
          {settings.zoom ? (
            <>
              Nothing was logged in this range.{' '}
              <button
                type="button"
                className="link-button"
                onClick={() => change({ zoom: undefined, zoomY: undefined })}
              >
                Show everything
              </button>
            </>
          ) : (
            `Metric not logged by ${answer.runsTotal === 1 ? 'this run' : `any of ${answer.runsTotal} runs`}.`
          )}
        </p>
      )}
      {table && all && <ChartTable title={chart.title} lines={lines} x={x} live={isLive} takesFocus={byKey} />}
      <div
        className="chart-frame"
        ref={frame}
        hidden={!shows}
        role="application"
        aria-roledescription="line chart"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-summary`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the cursor of the chart
        tabIndex={0}
        data-testid="chart-frame"
      />
      {pending && (
        <div className="chart-pending">
          <Skeleton rows={3} height={40} />
        </div>
      )}
      <p id={`${id}-summary`} ref={summary} className="visually-hidden" />
      <p ref={say} className="visually-hidden" aria-live="polite" />
      {hasLegend && all && (
        <Legend
          ref={legend}
          title={chart.title}
          lines={all}
          visible={lines}
          only={settings.only}
          highlight={highlight}
          change={change}
        />
      )}
      <p className="chart-sampling muted" ref={sampling} />
      {picked && <PickMenu page={page} picked={picked} onClose={() => setPicked(undefined)} />}
    </section>
  );
}

/** The same object as long as it says the same, so that a page that draws itself anew does not draw its charts anew. */
function useSame(settings: ChartSettings): ChartSettings {
  const text = JSON.stringify(settings);
  return useMemo(() => JSON.parse(text) as ChartSettings, [text]);
}

function SaveMenu({
  chart,
  picture,
  csv,
  raw,
  place,
}: {
  chart: ChartSpec;
  picture: () => Parameters<typeof pngOf>[0] | undefined;
  csv: () => Blob;
  raw: () => Promise<Blob>;
  place: CardPlace | undefined;
}) {
  const name = chart.id.replaceAll(/[^\w.-]+/g, '-');
  const save = (make: () => Promise<Blob> | Blob, ending: string) => {
    Promise.resolve()
      .then(make)
      .then((blob) => saveBlob(blob, `${name}.${ending}`))
      .catch((error: unknown) => toastProblem('The file could not be made', error));
  };
  const drawing = (make: (from: Parameters<typeof pngOf>[0]) => Promise<Blob> | Blob) => () => {
    const from = picture();
    if (!from) throw new Error('There is no chart to save yet.');
    return make(from);
  };
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={230}>
      <Menu.Target>
        <IconButton icon="more" label={`More of ${chart.title}`} className="icon-button-small" />
      </Menu.Target>
      <Menu.Dropdown>
        {place && <Menu.Item onClick={place.onPin}>{place.pinned ? 'Unpin' : 'Pin to the top'}</Menu.Item>}
        {place?.onMove && <Menu.Item onClick={() => place.onMove?.(-1)}>Move up</Menu.Item>}
        {place?.onMove && <Menu.Item onClick={() => place.onMove?.(1)}>Move down</Menu.Item>}
        {place && <Menu.Divider />}
        <Menu.Item onClick={() => save(drawing(pngOf), 'png')}>Download PNG</Menu.Item>
        <Menu.Item onClick={() => save(drawing(svgOf), 'svg')}>Download SVG</Menu.Item>
        <Menu.Item onClick={() => save(csv, 'csv')}>Download CSV as drawn</Menu.Item>
        <Menu.Item onClick={() => save(raw, 'points.csv')}>Download CSV, every point</Menu.Item>
        <Menu.Item
          onClick={() =>
            void copyText(location.href).then(
              () => toastSuccess('Link copied'),
              (error: unknown) => toastProblem('Nothing was copied', error),
            )
          }
        >
          Copy link
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What can be done with one point. */
function PickMenu({
  page,
  picked,
  onClose,
}: {
  page: ChartPage;
  picked: { reading: Reading; x: number; y: number };
  onClose: () => void;
}) {
  const { reading } = picked;
  const { line } = reading;
  const { runId } = line;
  const { openRun, jumpLogs, alertMe } = page;
  const value = shownValue(reading);
  return (
    <Menu
      opened
      onChange={(opened) => !opened && onClose()}
      transitionProps={{ duration: 0 }}
      position="bottom-start"
      returnFocus
    >
      <Menu.Target>
        <span className="chart-anchor" style={{ left: picked.x, top: picked.y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Point of ${line.label}`}>
        <Menu.Label>
          {line.label}: {formatNumber(value)}
          {Number.isFinite(reading.step) && ` at step ${formatCount(reading.step)}`}
        </Menu.Label>
        {openRun && runId !== undefined && (
          <Menu.Item onClick={() => openRun(runId, line.key, reading.step)}>
            Open {line.runName} at step {formatCount(reading.step)}
          </Menu.Item>
        )}
        {jumpLogs && runId !== undefined && Number.isFinite(reading.time) && (
          <Menu.Item onClick={() => jumpLogs(runId, reading.time)}>
            Jump logs to {formatClock(reading.time * 1000)}
          </Menu.Item>
        )}
        {alertMe && runId !== undefined && Number.isFinite(value) && (
          <Menu.Item onClick={() => alertMe(runId, line.key, value)}>Alert me when…</Menu.Item>
        )}
        <Menu.Item
          onClick={() =>
            void copyText(String(value)).then(
              () => toastSuccess('Value copied'),
              (error: unknown) => toastProblem('Nothing was copied', error),
            )
          }
        >
          Copy value
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
