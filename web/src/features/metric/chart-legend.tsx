import { type ReactNode, type RefObject, useImperativeHandle, useRef, useState } from 'react';
import { formatNumber } from '@/shared/format/format';
import type { SettingsChange } from './chart-settings';
import type { Highlight } from './crosshair';
import { type Line, type Reading, shownValue } from './line';

const FIRST = 12;

export interface LegendHandle {
  /** The values under the pointer, or the last ones. */
  show(readings: readonly Reading[] | undefined): void;
}

/** The lines by name with their values. A click shows one line alone, with Alt it hides it; the same is in the menu of the keyboard. */
export function Legend({
  ref,
  title,
  lines,
  visible,
  only,
  highlight,
  change,
}: {
  ref: RefObject<LegendHandle | null>;
  title: string;
  lines: readonly Line[];
  visible: readonly Line[];
  only: readonly string[] | undefined;
  highlight: Highlight;
  change: (change: SettingsChange) => void;
}): ReactNode {
  const values = useRef(new Map<string, HTMLElement>());
  const [all, setAll] = useState(false);
  const shown = new Set(visible.map((line) => line.id));
  useImperativeHandle(
    ref,
    () => ({
      show: (readings) => {
        const at = new Map(readings?.map((reading) => [reading.line.id, shownValue(reading)]));
        for (const line of lines) {
          const place = values.current.get(line.id);
          if (!place) continue;
          const text = formatNumber(readings ? at.get(line.id) : lastValue(line));
          if (place.textContent !== text) place.textContent = text;
        }
      },
    }),
    [lines],
  );
  const listed = all ? lines : lines.slice(0, FIRST);
  const isolate = (line: Line) =>
    change(only?.length === 1 && only[0] === line.id ? { only: undefined } : { only: [line.id], hidden: undefined });
  const hide = (line: Line) => {
    const hidden = lines.filter((one) => (one.id === line.id ? shown.has(line.id) : !shown.has(one.id)));
    change({ only: undefined, hidden: hidden.length > 0 ? hidden.map((one) => one.id) : undefined });
  };
  return (
    <ul className="chart-legend" aria-label={`Lines of ${title}`}>
      {listed.map((line) => (
        <li key={line.id}>
          <button
            type="button"
            aria-pressed={shown.has(line.id)}
            title={`${line.runName} · ${line.key}\nClick: show it alone. Alt+click: hide it.`}
            onClick={(event) => (event.altKey ? hide(line) : isolate(line))}
            onKeyDown={(event) => {
              if (event.key !== 'h' && event.key !== 'Delete') return;
              event.preventDefault();
              hide(line);
            }}
            onPointerEnter={() => highlight.set(line.runId)}
            onPointerLeave={() => highlight.set(undefined)}
            onFocus={() => highlight.set(line.runId)}
            onBlur={() => highlight.set(undefined)}
          >
            <Swatch line={line} />
            <span className="ellipsis">{line.label}</span>
            <b
              ref={(place) => {
                if (place) values.current.set(line.id, place);
                else values.current.delete(line.id);
              }}
            >
              {formatNumber(lastValue(line))}
            </b>
          </button>
        </li>
      ))}
      {lines.length > FIRST && (
        <li>
          <button type="button" className="chart-legend-more" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `+${lines.length - FIRST} more`}
          </button>
        </li>
      )}
    </ul>
  );
}

function lastValue(line: Line): number | undefined {
  const { buffer } = line;
  const smoothed = buffer.at('smoothed', buffer.length - 1);
  const value = Number.isNaN(smoothed) ? buffer.at('last', buffer.length - 1) : smoothed;
  return buffer.length === 0 ? undefined : value;
}

function Swatch({ line }: { line: Line }) {
  const { token, dash, width } = line.stroke;
  return (
    <svg width="16" height="8" aria-hidden="true">
      {line.band && <rect width="16" height="8" fill={`var(--${token})`} opacity="0.25" />}
      <line
        x1="0"
        y1="4"
        x2="16"
        y2="4"
        stroke={`var(--${token})`}
        strokeWidth={width + 1}
        strokeDasharray={dash.join(' ') || undefined}
      />
    </svg>
  );
}
