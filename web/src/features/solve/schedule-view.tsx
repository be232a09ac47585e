import type { ReactNode } from 'react';
import { ticksOf } from '@/shared/chart/scale';
import { formatNumber } from '@/shared/format/format';
import type { Task } from './plan-shape';

const WIDTH = 720;
const LEFT = 120;
const RIGHT = 12;
const LANE = 26;
const BAR = 20;
const BOTTOM = 22;
const COLOURS = 8;
const MOST_TASKS = 2000;
/** A label is written where it has room for so many units a letter. */
const LETTER = 7;

/** Who does what when: a lane for each machine, vehicle or person. The table below has the same numbers. */
export function ScheduleView({ tasks: all, label }: { tasks: readonly Task[]; label: string }): ReactNode {
  const tasks = all.slice(0, MOST_TASKS);
  const lanes = [...new Set(tasks.map((task) => task.lane))].sort((a, b) =>
    a.localeCompare(b, undefined, { numeric: true }),
  );
  const labels = [...new Set(tasks.map((task) => task.label))];
  const from = Math.min(0, ...tasks.map((task) => task.start));
  const to = Math.max(from + 1e-9, ...tasks.map((task) => task.end));
  const height = lanes.length * LANE + BOTTOM;
  const x = (time: number) => LEFT + ((time - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  return (
    <svg
      className="schedule"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={`${label}: ${tasks.length} tasks in ${lanes.length} lanes, from ${formatNumber(from)} to ${formatNumber(to)}`}
    >
      {ticksOf([from, to], 'linear', 1).map((tick) => (
        <g key={tick}>
          <line className="schedule-grid" x1={x(tick)} x2={x(tick)} y1={0} y2={height - BOTTOM} />
          <text x={x(tick)} y={height - 6} textAnchor="middle">
            {formatNumber(tick)}
          </text>
        </g>
      ))}
      {lanes.map((lane, at) => (
        <text key={lane} x={LEFT - 8} y={at * LANE + LANE / 2 + 4} textAnchor="end">
          {lane}
        </text>
      ))}
      {tasks.map((task) => {
        const width = Math.max(1, x(task.end) - x(task.start));
        const top = lanes.indexOf(task.lane) * LANE + (LANE - BAR) / 2;
        const colour = `var(--chart-${(labels.indexOf(task.label) % COLOURS) + 1})`;
        return (
          <g key={`${task.lane} ${task.label} ${task.start}`}>
            <rect
              x={x(task.start)}
              y={top}
              width={width}
              height={BAR}
              rx="2"
              fill={`color-mix(in srgb, ${colour} 30%, var(--surface))`}
              stroke={colour}
            >
              <title>{`${task.lane}, ${task.label}: ${formatNumber(task.start)} to ${formatNumber(task.end)}`}</title>
            </rect>
            {task.label.length * LETTER + 6 <= width && (
              <text className="schedule-label" x={x(task.start) + width / 2} y={top + BAR / 2 + 4} textAnchor="middle">
                {task.label}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
