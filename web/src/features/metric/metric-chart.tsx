import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { saveBlob } from '@/shared/api/client';
import { formatCount, formatNumber } from '@/shared/format/format';
import { frames } from '@/shared/live/frame-scheduler';
import { IconButton } from '@/shared/ui/button';
import { Card } from '@/shared/ui/page';
import { type ChartGroup, seriesLabel } from './chart-groups';
import type { MetricStore } from './metric-store';
import { type Aligned, align, type SeriesBuffer } from './series-buffer';

const HEIGHT = 180;
const SYNC = uPlot.sync('run-charts');
const TABLE_ROWS = 500;

/** One chart: lines over the step, a band where points were merged, and the same numbers as a table. */
export function MetricChart({ store, group }: { store: MetricStore; group: ChartGroup }) {
  const frame = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLDivElement>(null);
  const [log, setLog] = useState(false);
  const [table, setTable] = useState(false);
  const [summary, setSummary] = useState('');
  const titleId = `chart-${group.id.replaceAll(/[^a-z0-9]/gi, '-')}`;
  const keys = group.keys.join('\n');

  useEffect(() => {
    const host = frame.current;
    if (!host || table) return;
    const buffers = () => keys.split('\n').flatMap((key) => store.get(key) ?? []);
    let data = align(buffers());
    const legend = (index: number | null) => {
      if (readout.current) drawReadout(readout.current, group, data, index);
    };
    const build = () => new uPlot(options(host, group, data, log, legend), columns(data), host);
    let plot = build();
    let banded = hasBand(buffers());
    const describe = () => setSummary(summaryOf(group, buffers(), data));
    const turn = frames.register(() => {
      data = align(buffers());
      const zoomed = isZoomed(plot);
      if (banded === hasBand(buffers())) {
        plot.setData(columns(data), !zoomed);
      } else {
        banded = !banded;
        plot.destroy();
        plot = build();
      }
      legend(null);
      describe();
    });
    describe();
    legend(null);
    const off = store.onPoints(turn.ask);
    const size = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height: HEIGHT }));
    size.observe(host);
    const theme = new MutationObserver(() => {
      plot.destroy();
      plot = build();
    });
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] });
    return () => {
      off();
      turn.cancel();
      size.disconnect();
      theme.disconnect();
      plot.destroy();
    };
  }, [store, group, keys, log, table]);

  return (
    <Card
      title={group.title}
      labelledBy={titleId}
      className="chart-card"
      aside={
        <>
          <button
            type="button"
            className="link-button small"
            aria-pressed={log}
            onClick={() => setLog(!log)}
            title="Logarithmic y axis"
          >
            {log ? 'log y ✓' : 'log y'}
          </button>
          <IconButton
            icon={table ? 'chart' : 'table'}
            label={table ? `Show ${group.title} as chart` : `Show ${group.title} as table`}
            className="icon-button-small"
            onClick={() => setTable(!table)}
          />
          <IconButton
            icon="download"
            label={`Download ${group.title} as CSV`}
            className="icon-button-small"
            onClick={() => saveBlob(csvOf(store, group), `${group.id.replaceAll('/', '-')}.csv`)}
          />
        </>
      }
    >
      {table ? (
        <DataTable store={store} group={group} />
      ) : (
        <>
          <div className="chart-readout" ref={readout} aria-hidden="true" />
          <div
            className="chart-frame"
            ref={frame}
            role="img"
            aria-labelledby={titleId}
            aria-describedby={`${titleId}-s`}
          />
          <p id={`${titleId}-s`} className="visually-hidden">
            {summary}
          </p>
          <SamplingLine store={store} group={group} summary={summary} />
        </>
      )}
    </Card>
  );
}

/** Whenever points are merged or cannot be drawn, the chart says so. */
function SamplingLine({ store, group, summary }: { store: MetricStore; group: ChartGroup; summary: string }) {
  const buffers = group.keys.flatMap((key) => store.get(key) ?? []);
  const notes: string[] = [];
  const merged = buffers.filter((one) => one.bucketed);
  if (merged.length > 0) {
    const shown = Math.max(...merged.map((one) => one.length));
    const raw = Math.max(...merged.map((one) => one.points));
    notes.push(`${formatCount(shown)} buckets of ${formatCount(raw)} points`);
  }
  const undrawable = /(\d+) (?:is|are) not finite/.exec(summary)?.[1];
  if (undrawable) notes.push(`${undrawable} NaN or infinite, not drawn`);
  return notes.length > 0 ? <p className="muted small">{notes.join(' · ')}</p> : null;
}

function hasBand(buffers: readonly SeriesBuffer[]): boolean {
  return buffers.some((one) => one.bucketed);
}

function columns(data: Aligned): uPlot.AlignedData {
  return [data.x, ...data.last, ...data.min, ...data.max] as uPlot.AlignedData;
}

function isZoomed(plot: uPlot): boolean {
  const x = plot.data[0];
  const { min, max } = plot.scales.x ?? {};
  return x.length > 1 && (min !== x[0] || max !== x[x.length - 1]);
}

/** The value of a colour token, as the canvas needs it. */
function colour(token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function faded(rgb: string, alpha: number): string {
  return rgb.replace(/^rgb\((.+)\)$/, `rgba($1, ${alpha})`);
}

function options(
  host: HTMLElement,
  group: ChartGroup,
  data: Aligned,
  log: boolean,
  legend: (index: number | null) => void,
): uPlot.Options {
  const muted = colour('text-muted');
  const grid = colour('border');
  const lines = group.keys.map((_, index) => colour(`chart-${(index % 8) + 1}`));
  const count = group.keys.length;
  const font = '12px ui-sans-serif, system-ui, sans-serif';
  const dense = data.x.length > 30;
  return {
    width: host.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    padding: [8, 20, 0, 0],
    cursor: {
      sync: { key: SYNC.key, scales: ['x', null] },
      points: { one: true, size: 6 },
      drag: { x: true, y: false },
    },
    scales: { x: { time: false }, y: log ? { distr: 3 } : {} },
    axes: [
      { stroke: muted, font, grid: { stroke: grid, width: 1 }, ticks: { show: false }, gap: 6, size: 28 },
      {
        stroke: muted,
        font,
        grid: { stroke: grid, width: 1 },
        ticks: { show: false },
        gap: 6,
        size: 56,
        values: (_plot, ticks) => ticks.map((tick) => (tick === null ? '' : shortNumber(tick))),
      },
    ],
    series: [
      { label: 'step' },
      ...group.keys.map((key, index) => ({
        label: seriesLabel(key, group),
        stroke: lines[index],
        width: 1.5,
        spanGaps: true,
        points: { show: !dense, size: 4, fill: lines[index] },
      })),
      ...group.keys.map(() => ({
        show: true,
        stroke: 'transparent',
        width: 0,
        points: { show: false },
        spanGaps: true,
      })),
      ...group.keys.map(() => ({
        show: true,
        stroke: 'transparent',
        width: 0,
        points: { show: false },
        spanGaps: true,
      })),
    ],
    bands: group.keys.map((_, index) => ({
      series: [1 + 2 * count + index, 1 + count + index] as [number, number],
      fill: faded(lines[index] ?? '', 0.15),
    })),
    hooks: { setCursor: [(plot) => legend(plot.cursor.idx ?? null)] },
  };
}

function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return value.toExponential(1).replace('e+', 'e');
  return String(Number(value.toPrecision(4)));
}

/** The values under the cursor, or the newest: written past React, once a frame at most. */
function drawReadout(host: HTMLElement, group: ChartGroup, data: Aligned, index: number | null): void {
  const at = index ?? data.x.length - 1;
  const parts = group.keys.map((key, series) => {
    const item = document.createElement('span');
    const swatch = document.createElement('i');
    swatch.style.background = `var(--chart-${(series % 8) + 1})`;
    const value = data.last[series]?.[at] ?? latestBefore(data.last[series] ?? [], at);
    item.append(swatch, `${seriesLabel(key, group)} `);
    const number = document.createElement('b');
    number.textContent = formatNumber(value);
    item.append(number);
    return item;
  });
  const step = document.createElement('span');
  step.className = 'muted';
  step.textContent = data.x.length === 0 ? '' : `step ${formatCount(data.x[at] ?? 0)}`;
  host.replaceChildren(...parts, step);
}

function latestBefore(values: readonly (number | null)[], at: number): number | null {
  for (let index = Math.min(at, values.length - 1); index >= 0; index--) {
    const value = values[index];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

function summaryOf(group: ChartGroup, buffers: readonly SeriesBuffer[], data: Aligned): string {
  const parts = buffers.map((buffer) => {
    const finite = [...buffer.last()].filter(Number.isFinite);
    const first = finite[0];
    const last = finite.at(-1);
    if (first === undefined || last === undefined) return `${seriesLabel(buffer.key, group)}: no finite value`;
    const least = finite.reduce((a, b) => Math.min(a, b));
    const most = finite.reduce((a, b) => Math.max(a, b));
    const trend = last > first ? 'rising' : last < first ? 'falling' : 'steady';
    return `${seriesLabel(buffer.key, group)}: last ${formatNumber(last)}, lowest ${formatNumber(least)}, highest ${formatNumber(most)}, ${trend}`;
  });
  const undrawable =
    data.undrawable > 0 ? ` ${data.undrawable} ${data.undrawable === 1 ? 'is' : 'are'} not finite.` : '';
  return `${group.title} over ${data.x.length} steps. ${parts.join('; ')}.${undrawable}`;
}

function DataTable({ store, group }: { store: MetricStore; group: ChartGroup }) {
  const data = align(group.keys.flatMap((key) => store.get(key) ?? []));
  const from = Math.max(0, data.x.length - TABLE_ROWS);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-frame chart-table" tabIndex={0} aria-label={`${group.title} as table`}>
      <table className="table">
        <thead>
          <tr>
            <th className="number">Step</th>
            {group.keys.map((key) => (
              <th key={key} className="number">
                {key}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.x.slice(from).map((step, row) => (
            <tr key={step}>
              <td className="number">{formatCount(step)}</td>
              {group.keys.map((key, series) => (
                <td key={key} className="number">
                  {formatNumber(data.last[series]?.[from + row])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {from > 0 && <p className="muted small table-note">The last {TABLE_ROWS} rows; the CSV file has all.</p>}
    </section>
  );
}

function csvOf(store: MetricStore, group: ChartGroup): Blob {
  const data = align(group.keys.flatMap((key) => store.get(key) ?? []));
  const lines = [['step', ...group.keys].join(',')];
  data.x.forEach((step, row) => {
    lines.push([step, ...group.keys.map((_, series) => data.last[series]?.[row] ?? '')].join(','));
  });
  return new Blob([`${lines.join('\n')}\n`], { type: 'text/csv' });
}
