import { type PointerEvent, type ReactNode, useRef } from 'react';
import { cividis } from '@/shared/chart/cividis';
import { formatNumber } from '@/shared/format/format';
import { useHighlightedRun } from '@/shared/live/highlight';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { type Axis, axisOf, type Brush, isInside, placeOn, ticksOf, valueAt } from './axes';
import type { ComparedRun, RunComparison } from './comparison';
import { marks } from './run-name';

const HEIGHT = 360;
const TOP = 40;
const BOTTOM = 24;
const APART = 150;
const LEFT = 70;
const LEAST_DRAG = 4;

interface ParallelPlotProps {
  comparison: RunComparison;
  axes: readonly Axis[];
  runs: readonly ComparedRun[];
  /** The field that colours the lines. */
  colour: string | undefined;
  brushes: ReadonlyMap<string, Brush>;
  /** Absent where nothing can be changed. */
  onBrush?: (field: string, brush: Brush | undefined) => void;
}

const xOf = (at: number) => LEFT + at * APART;
const yOf = (place: number) => TOP + (1 - place) * (HEIGHT - TOP - BOTTOM);
/** Below the axes: where a run has no value. */
const MISSING_Y = HEIGHT - 6;

/** A line for each run over the axes; what is outside of a brush is grey. */
export function ParallelPlot({ comparison, axes, runs, colour, brushes, onBrush }: ParallelPlotProps): ReactNode {
  const highlighted = useHighlightedRun();
  const objective = colour === undefined ? undefined : axisOf(comparison, colour);
  const shade = (run: ComparedRun) => {
    const place = objective && placeOn(objective, objective.values[run.at]);
    return place === undefined ? 'var(--text-muted)' : cividis(place);
  };
  const inside = runs.filter((run) => isInside(run, axes, brushes));
  const outside = runs.filter((run) => !inside.includes(run));
  const width = xOf(axes.length - 1) + LEFT;
  const words = `Parallel coordinates of ${runs.length} runs over ${axes.map((axis) => axis.label).join(', ')}; ${inside.length} inside of all ranges.`;
  const lineOf = (run: ComparedRun) =>
    axes
      .map((axis, at) => {
        const place = placeOn(axis, axis.values[run.at]);
        return `${at === 0 ? 'M' : 'L'}${xOf(at)} ${place === undefined ? MISSING_Y : yOf(place)}`;
      })
      .join('');
  const draw = (run: ComparedRun, isInsideAll: boolean) => (
    <path
      key={run.id}
      className="parallel-line"
      d={lineOf(run)}
      fill="none"
      stroke={isInsideAll ? shade(run) : 'var(--border)'}
      strokeWidth={highlighted === run.id ? 4 : run.baseline ? 3 : 1.5}
      strokeDasharray={run.baseline ? '8 4' : undefined}
      opacity={highlighted !== undefined && highlighted !== run.id ? 0.35 : 1}
      data-run={run.id}
      {...marks(run.id)}
    >
      <title>{run.name}</title>
    </path>
  );
  return (
    <ScrollRegion className="compare-scroll" label="Parallel coordinates">
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={words}>
        {outside.map((run) => draw(run, false))}
        {inside.map((run) => draw(run, true))}
        {axes.map((axis, at) => (
          <AxisLine key={axis.field} axis={axis} at={at} brush={brushes.get(axis.field)} onBrush={onBrush} />
        ))}
      </svg>
    </ScrollRegion>
  );
}

function AxisLine({
  axis,
  at,
  brush,
  onBrush,
}: {
  axis: Axis;
  at: number;
  brush: Brush | undefined;
  onBrush: ParallelPlotProps['onBrush'];
}) {
  const from = useRef<number | undefined>(undefined);
  const x = xOf(at);
  const placeOfEvent = (event: PointerEvent<SVGRectElement>) => {
    const top = event.currentTarget.ownerSVGElement?.getBoundingClientRect().top ?? 0;
    return 1 - (event.clientY - top - TOP) / (HEIGHT - TOP - BOTTOM);
  };
  const begin = (event: PointerEvent<SVGRectElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = placeOfEvent(event);
  };
  const end = (event: PointerEvent<SVGRectElement>) => {
    const start = from.current;
    from.current = undefined;
    if (start === undefined || !onBrush) return;
    const stop = placeOfEvent(event);
    const isDrag = Math.abs(start - stop) * (HEIGHT - TOP - BOTTOM) >= LEAST_DRAG;
    const ends = [valueAt(axis, start), valueAt(axis, stop)].map((value) => Number(value.toPrecision(4)));
    onBrush(axis.field, isDrag ? { from: Math.min(...ends), to: Math.max(...ends) } : undefined);
  };
  const placeOfValue = (value: number) =>
    placeOn(axis, axis.kind === 'words' ? axis.words[Math.round(value)] : value) ?? 0;
  const low = brush && yOf(Math.min(1, Math.max(0, placeOfValue(Math.max(brush.from, axis.from)))));
  const high = brush && yOf(Math.min(1, Math.max(0, placeOfValue(Math.min(brush.to, axis.to)))));
  return (
    <g className="parallel-axis">
      <text x={x} y={16} textAnchor="middle">
        {axis.label.length > 22 ? `…${axis.label.slice(-21)}` : axis.label}
      </text>
      <line x1={x} y1={yOf(1)} x2={x} y2={yOf(0)} />
      {ticksOf(axis).map((tick) => (
        <text key={tick} className="tick" x={x + 6} y={yOf(placeOfValue(tick)) + 4}>
          {axis.kind === 'words' ? (axis.words[tick] ?? '') : formatNumber(tick)}
        </text>
      ))}
      {low !== undefined && high !== undefined && (
        <rect className="parallel-brush" x={x - 6} y={high} width={12} height={Math.max(2, low - high)} />
      )}
      {onBrush && (
        <rect
          className="parallel-catch"
          x={x - 12}
          y={yOf(1)}
          width={24}
          height={yOf(0) - yOf(1)}
          onPointerDown={begin}
          onPointerUp={end}
        />
      )}
    </g>
  );
}
