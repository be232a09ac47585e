import type { ReactNode } from 'react';
import type { TrialState } from '@/shared/api/types';
import { plural } from '@/shared/format/format';
import { trialStateWord } from '@/shared/ui/status';
import { type Shape, stateMarks } from './plot-axes';
import { type TrialStore, trialStates } from './trial-store';

/** What the marks of a plot mean, with how many there are of each. */
export function StateLegend({ store, children }: { store: TrialStore; children?: ReactNode }): ReactNode {
  const shown = trialStates.filter((state) => store.counts[state] > 0);
  return (
    <ul className="study-legend" aria-label="What is drawn">
      {shown.map((state) => (
        <li key={state} title={plural(store.counts[state], 'trial')}>
          <Swatch state={state} />
          {trialStateWord(state)}
        </li>
      ))}
      {children}
    </ul>
  );
}

function Swatch({ state }: { state: TrialState }) {
  const { token, shape } = stateMarks[state];
  const colour = `var(--${token})`;
  return (
    <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" focusable="false">
      <path d={paths[shape]} fill={shape === 'disc' ? colour : 'none'} stroke={colour} strokeWidth="1.5" />
    </svg>
  );
}

const paths: Record<Shape, string> = {
  disc: 'M3.500 0a3.500 3.500 0 1 1-7 0a3.500 3.500 0 1 1 7 0',
  ring: 'M3.500 0a3.500 3.500 0 1 1-7 0a3.500 3.500 0 1 1 7 0',
  diamond: 'M0-4.500L4.500 0L0 4.500L-4.500 0Z',
  cross: 'M-3.500-3.500L3.500 3.500M-3.500 3.500L3.500-3.500',
  slash: 'M-3.500 3.500L3.500-3.500',
};

/** The line of the best so far, or of the best trial. */
export function BestSwatch({ word = 'Best so far' }: { word?: string }): ReactNode {
  return (
    <li>
      <svg width="18" height="8" aria-hidden="true" focusable="false">
        <line x1="0" y1="4" x2="18" y2="4" stroke="var(--chart-2)" strokeWidth="2" />
      </svg>
      {word}
    </li>
  );
}
