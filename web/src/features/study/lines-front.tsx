import { type ReactNode, useMemo } from 'react';
import { plural } from '@/shared/format/format';
import { frontOf } from './front';
import type { FrontProps } from './front-card';
import { linesPlot } from './lines-plot';
import { PlotCard } from './plot-card';
import { maskOf } from './use-session';

const HEIGHT = 420;

/** The front over any number of objectives: parallel coordinates of the trials that no other one beats. */
export function LinesFront({ session, search, plot, choice }: FrontProps): ReactNode {
  const { store } = session;
  const { trial } = search;
  const draw = useMemo(() => linesPlot({ store, chosen: trial, mask: maskOf(session) }), [session, store, trial]);
  return (
    <PlotCard
      {...plot}
      draw={draw}
      summary={() => {
        const metrics = store.objectives.map(({ metric }) => metric).join(', ');
        return `A line for each of ${plural(frontOf(store).best.length, 'trial')} on the front, over ${metrics}; the better end of each axis is above.`;
      }}
      note={() => `${plot.note()} · the better end of each axis is above`}
      height={HEIGHT}
    >
      <div className="row study-choices">{choice}</div>
    </PlotCard>
  );
}
