import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { highlightRun, useHighlightedRun } from '@/shared/live/highlight';
import type { ComparedRun } from './comparison';

const COLOURS = 8;
const DASHES = ['', '6 3', '2 3'];

export const slotColour = (slot: number) => `var(--chart-${(slot % COLOURS) + 1})`;
export const slotDash = (slot: number) => DASHES[Math.floor(slot / COLOURS) % DASHES.length] ?? '';

/** The stroke of a run: its colour, and dashes that tell runs of one colour apart. */
function Swatch({ slot }: { slot: number }) {
  return (
    <svg className="compare-swatch" width="18" height="8" aria-hidden="true" focusable="false">
      <line x1="0" y1="4" x2="18" y2="4" stroke={slotColour(slot)} strokeWidth="3" strokeDasharray={slotDash(slot)} />
    </svg>
  );
}

/** What makes an element tell which run it is of, to everything else on the page. */
export const marks = (id: string) => ({
  onPointerEnter: () => highlightRun(id),
  onPointerLeave: () => highlightRun(undefined),
  onFocus: () => highlightRun(id),
  onBlur: () => highlightRun(undefined),
});

export function RunName({ run }: { run: ComparedRun }): ReactNode {
  const isHighlighted = useHighlightedRun() === run.id;
  return (
    <span className="compare-run-name" data-highlighted={isHighlighted || undefined} {...marks(run.id)}>
      <Swatch slot={run.slot} />
      <Link
        to="/projects/$projectId/runs/$runId"
        params={{ projectId: run.run.projectId, runId: run.id }}
        className="ellipsis"
        title={run.name}
      >
        {run.name}
      </Link>
      {run.baseline && <span className="chip">baseline</span>}
    </span>
  );
}
