import { type ReactNode, useMemo, useState } from 'react';
import { formatCount, plural } from '@/shared/format/format';
import { IconButton } from '@/shared/ui/button';
import { frontOf } from './front';
import type { FrontProps } from './front-card';
import { PlotCard, TURN } from './plot-card';
import { spacePlot } from './space-plot';
import { firstView, type SpaceView, turned } from './space-view';
import { maskOf } from './use-session';

const HEIGHT = 520;
const turns = [
  ['chevronLeft', 'Turn to the left', -TURN, 0],
  ['chevronRight', 'Turn to the right', TURN, 0],
  ['arrowUp', 'Look from higher', 0, TURN],
  ['arrowDown', 'Look from lower', 0, -TURN],
] as const;

/** Three objectives in space. It turns by dragging, by the arrow keys and by buttons. */
export function SpaceFront({ session, search, plot, choice }: FrontProps): ReactNode {
  const { store } = session;
  const [view, setView] = useState<SpaceView>(firstView);
  const draw = useMemo(() => spacePlot({ store, view, mask: maskOf(session) }), [session, store, view]);
  const turn = (across: number, higher: number) => setView((known) => turned(known, across, higher));
  const isShown = !plot.empty && search.rows !== plot.id;
  return (
    <PlotCard
      {...plot}
      draw={draw}
      onTurn={turn}
      summary={() => {
        const { best, numbers } = frontOf(store);
        const [x, y, z] = store.objectives.map(({ metric }) => metric);
        const trials = plural(numbers.length, 'trial');
        return `${x}, ${y} and ${z} of ${trials} in space; no other trial beats ${formatCount(best.length)} of them. The arrow keys turn it, J and K go from trial to trial. The table has the same numbers.`;
      }}
      note={() => `${plot.note()} · drag it, or press an arrow key, to turn it`}
      height={HEIGHT}
      tools={
        isShown && (
          <>
            {turns.map(([icon, label, across, higher]) => (
              <IconButton
                key={label}
                icon={icon}
                label={label}
                className="icon-button-small"
                onClick={() => turn(across, higher)}
              />
            ))}
            <IconButton
              icon="reset"
              label="Turn back"
              className="icon-button-small"
              onClick={() => setView(firstView)}
            />
          </>
        )
      }
    >
      <div className="row study-choices">{choice}</div>
    </PlotCard>
  );
}
