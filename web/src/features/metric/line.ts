import type { Stroke } from '@/shared/chart/palette';
import type { LineBuffer } from './line-buffer';

/** One line of a chart, ready to draw. */
export interface Line {
  /** Stable while the chart shows the same thing: it is in the address of the page when the line is hidden. */
  id: string;
  /** Absent for the line of a group. */
  runId?: string;
  runName: string;
  key: string;
  label: string;
  stroke: Stroke;
  baseline: boolean;
  buffer: LineBuffer;
  /** The band of a group is in `min` and `max` of the buffer; this names it. */
  band?: { word: string; runs: number };
}

/** What one line says under the pointer. */
export interface Reading {
  line: Line;
  index: number;
  x: number;
  step: number;
  time: number;
  /** As logged; NaN where there is nothing. */
  raw: number;
  /** NaN when smoothing is off. */
  smoothed: number;
}

/** The value that is drawn in front. */
export function shownValue(reading: Reading): number {
  return Number.isNaN(reading.smoothed) ? reading.raw : reading.smoothed;
}
