import type { Chart, ChartGroup, ChartSeries } from '@/shared/api/types';
import type { LivePoints } from '@/shared/chart/live-points';
import { numberOf } from '@/shared/chart/metric-number';
import { baselineStroke, strokeOf } from '@/shared/chart/palette';
import { shortId } from '@/shared/format/format';
import { labelOf } from './chart-math';
import type { BandKind, Centre, ChartSettings } from './chart-settings';
import { suffixOf } from './headline';
import type { Line } from './line';
import { LineBuffer } from './line-buffer';

/** A run on a chart. Its slot decides its colour and stays its own while the page is open. */
export interface ChartRun {
  id: string;
  name: string;
  slot: number;
  baseline?: boolean;
  /** Points may still come. */
  live?: boolean;
  /** False takes its lines away and leaves the colours of the others as they are. */
  visible?: boolean;
}

/** Runs that a chart draws as one line and a band, when it aggregates. */
export interface RunGroup {
  name: string;
  runIds: readonly string[];
}

const bandWords: Record<BandKind, string> = {
  std: '± std',
  stderr: '± stderr',
  min_max: 'with min–max',
  ci95: 'with 95 % CI',
};

function bandWord(centre: Centre, band: BandKind): string {
  return `${centre} ${bandWords[band]}`;
}

/** The lines of an answer; live points are added to them in place. */
export class LineSet {
  readonly lines: readonly Line[];
  private readonly x: ChartSettings['x'];
  private readonly loadedLength: number;

  constructor(chart: Chart, runs: readonly ChartRun[], settings: ChartSettings) {
    this.x = settings.x;
    const names = new Map(runs.map((run) => [run.id, run]));
    const visible = runs.filter((run) => run.visible !== false).length;
    const keys = [...new Set(chart.series.map((series) => series.key))];
    const groups = chart.groups ?? [];
    const several = runs.length > 1;
    const count = Math.max(visible * Math.max(1, keys.length), groups.length);
    this.lines = [
      ...groups.map((group, index) => groupLine(group, index, count, settings)),
      ...chart.series.map((series) => {
        const run = names.get(series.runId);
        const slot = several ? (run?.slot ?? 0) + 8 * keys.indexOf(series.key) : keys.indexOf(series.key);
        return seriesLine(series, run, slot, count, { several, manyKeys: keys.length > 1 }, settings);
      }),
    ];
    this.loadedLength = this.length;
  }

  private get length(): number {
    return this.lines.reduce((sum, line) => sum + line.buffer.length, 0);
  }

  /** So many entries came live since the answer: when there are as many as it had, it is time to ask again. */
  get grown(): number {
    return this.length - this.loadedLength;
  }

  /** Whether x of a live point is known here; else only the server can place it. */
  static placesLive(settings: ChartSettings): boolean {
    const { x, smoothing, aggregate } = settings;
    return (x === 'step' || x === 'relative' || x === 'wall') && !smoothing && !aggregate;
  }

  /** Adds what has come since. False when points in between are lost and the server must be asked. */
  catchUp(live: LivePoints): boolean {
    let whole = true;
    for (const { runId, key, buffer } of this.lines) {
      const ring = runId === undefined ? undefined : live.ring(runId, key)?.ring;
      if (!ring) continue;
      const start = buffer.length > 0 ? buffer.at('time', 0) - buffer.at('x', 0) : undefined;
      let zero = start;
      whole =
        ring.after(buffer.lastStep, (step, time, value) => {
          zero ??= time;
          buffer.append(this.x === 'step' ? step : this.x === 'wall' ? time : time - zero, step, time, value);
        }) && whole;
    }
    return whole;
  }
}

function lineId(runId: string, key: string): string {
  return `${runId}:${key}`;
}

function seriesLine(
  series: ChartSeries,
  run: ChartRun | undefined,
  slot: number,
  count: number,
  { several, manyKeys }: { several: boolean; manyKeys: boolean },
  settings: ChartSettings,
): Line {
  const buffer = new LineBuffer();
  const x = series.x ?? (settings.x === 'wall' ? series.time : series.step);
  for (let at = 0; at < series.last.length; at++) {
    const last = numberOf(series.last[at]);
    buffer.load({
      x: x[at] ?? 0,
      step: series.step[at] ?? 0,
      time: series.time[at] ?? 0,
      last,
      min: series.min ? numberOf(series.min[at]) : last,
      max: series.max ? numberOf(series.max[at]) : last,
      smoothed: series.smoothed ? numberOf(series.smoothed[at]) : Number.NaN,
    });
  }
  buffer.loaded(series.points);
  const { nan, positive, negative, at: places } = series.nonFinite;
  Object.assign(buffer.nonFinite, {
    nan,
    positive,
    negative,
    at: places.map((place) => ({ x: numberOf(place.x), value: numberOf(place.value) })),
  });
  const baseline = run?.baseline === true;
  const runName = run?.name || series.runName || shortId(series.runId);
  const last = buffer.length > 0 ? buffer.at('last', buffer.length - 1) : undefined;
  const plain = !several
    ? manyKeys
      ? series.key
      : suffixOf(series.key)
    : manyKeys
      ? `${runName} · ${series.key}`
      : runName;
  return {
    id: lineId(series.runId, series.key),
    runId: series.runId,
    runName,
    key: series.key,
    label: settings.legend
      ? labelOf(settings.legend, { run: runName, metric: series.key, last })
      : `${plain}${baseline ? ' (baseline)' : ''}`,
    stroke: baseline ? baselineStroke : strokeOf(slot, count),
    baseline,
    buffer,
  };
}

function groupLine(group: ChartGroup, index: number, count: number, settings: ChartSettings): Line {
  const buffer = new LineBuffer();
  for (let at = 0; at < group.x.length; at++) {
    const centre = numberOf(group.centre[at]);
    buffer.load({
      x: numberOf(group.x[at]),
      step: Number.NaN,
      time: Number.NaN,
      last: centre,
      min: group.low ? numberOf(group.low[at]) : centre,
      max: group.high ? numberOf(group.high[at]) : centre,
      smoothed: Number.NaN,
    });
  }
  buffer.loaded(buffer.length);
  const { centre, band } = settings.aggregate ?? { centre: 'mean', band: 'std' };
  const runs = group.runs.length;
  return {
    id: `group:${group.name}:${group.key}`,
    runName: group.name,
    key: group.key,
    label: `${group.name}: ${bandWord(centre, band)} of ${runs} ${runs === 1 ? 'run' : 'runs'}`,
    stroke: { ...strokeOf(index, Math.min(count, 8)), width: 1.5 },
    baseline: false,
    buffer,
    band: { word: bandWord(centre, band), runs },
  };
}

/** The lines that are shown: what the legend hid and whose run was switched off is left out. */
export function visibleLines(lines: readonly Line[], runs: readonly ChartRun[], settings: ChartSettings): Line[] {
  const off = new Set(runs.filter((run) => run.visible === false).map((run) => run.id));
  const hidden = new Set(settings.hidden);
  const only = settings.only ? new Set(settings.only) : undefined;
  return lines.filter(
    (line) =>
      !(line.runId !== undefined && off.has(line.runId)) && !hidden.has(line.id) && (!only || only.has(line.id)),
  );
}
