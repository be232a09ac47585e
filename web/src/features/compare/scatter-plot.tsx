import type { ReactNode } from 'react';
import { cividis } from '@/shared/chart/cividis';
import { formatNumber } from '@/shared/format/format';
import { useHighlightedRun } from '@/shared/live/highlight';
import { type Axis, axisOf, placeOn, ticksOf } from './axes';
import type { ComparedRun, RunComparison } from './comparison';
import { marks } from './run-name';

const WIDTH = 640;
const HEIGHT = 360;
const LEFT = 72;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 44;

const xOf = (place: number) => LEFT + place * (WIDTH - LEFT - RIGHT);
const yOf = (place: number) => TOP + (1 - place) * (HEIGHT - TOP - BOTTOM);

/** A dot for each run: one field over another, coloured by a third. */
export function ScatterPlot({
  comparison,
  x,
  y,
  runs,
  colour,
}: {
  comparison: RunComparison;
  x: Axis;
  y: Axis;
  runs: readonly ComparedRun[];
  colour: string | undefined;
}): ReactNode {
  const highlighted = useHighlightedRun();
  const objective = colour === undefined ? undefined : axisOf(comparison, colour);
  const dots = runs.flatMap((run) => {
    const across = placeOn(x, x.values[run.at]);
    const up = placeOn(y, y.values[run.at]);
    return across === undefined || up === undefined ? [] : [{ run, across, up }];
  });
  const tickPlace = (axis: Axis, tick: number) => placeOn(axis, axis.kind === 'words' ? axis.words[tick] : tick) ?? 0;
  const tickWord = (axis: Axis, tick: number) =>
    axis.kind === 'words' ? (axis.words[tick] ?? '') : formatNumber(tick);
  return (
    <>
      <svg
        className="scatter"
        width={WIDTH}
        height={HEIGHT}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${y.label} over ${x.label} of ${dots.length} runs`}
      >
        <g className="parallel-axis">
          <line x1={xOf(0)} y1={yOf(0)} x2={xOf(1)} y2={yOf(0)} />
          <line x1={xOf(0)} y1={yOf(0)} x2={xOf(0)} y2={yOf(1)} />
          {ticksOf(x).map((tick) => (
            <text key={tick} className="tick" x={xOf(tickPlace(x, tick))} y={HEIGHT - 26} textAnchor="middle">
              {tickWord(x, tick)}
            </text>
          ))}
          {ticksOf(y).map((tick) => (
            <text key={tick} className="tick" x={LEFT - 6} y={yOf(tickPlace(y, tick)) + 4} textAnchor="end">
              {tickWord(y, tick)}
            </text>
          ))}
          <text x={xOf(0.5)} y={HEIGHT - 6} textAnchor="middle">
            {x.label}
          </text>
          <text x={4} y={TOP + 4}>
            {y.label}
          </text>
        </g>
        {dots.map(({ run, across, up }) => {
          const place = objective && placeOn(objective, objective.values[run.at]);
          return (
            <circle
              key={run.id}
              className="scatter-dot"
              cx={xOf(across)}
              cy={yOf(up)}
              r={highlighted === run.id ? 8 : 5}
              fill={place === undefined ? 'var(--text-muted)' : cividis(place)}
              stroke={run.baseline || highlighted === run.id ? 'var(--text)' : 'var(--border-control)'}
              strokeWidth={run.baseline ? 3 : 1}
              data-run={run.id}
              {...marks(run.id)}
            >
              <title>{run.name}</title>
            </circle>
          );
        })}
      </svg>
      {dots.length < runs.length && (
        <p className="muted">{runs.length - dots.length} runs have no value on one of both axes.</p>
      )}
    </>
  );
}
