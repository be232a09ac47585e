import type { ReactNode } from 'react';
import { formatCount, plural } from '@/shared/format/format';
import { axisOf, axisWord } from './axis';
import { brushWords } from './parallel-model';
import type { TabProps } from './tab-props';
import { trialStates } from './trial-store';
import { useSelection } from './use-session';

/** What is picked out by the brushes, with its count, wherever it was picked. */
export function PickedWords({ session, search, change, shown }: TabProps & { shown?: number }): ReactNode {
  const selection = useSelection(session);
  const { store } = session;
  const axes = [...selection.brushes.keys()].flatMap((field) => axisOf(store, field) ?? []);
  const words = [
    ...(search.top === undefined ? [] : [`the best ${search.top} %`]),
    ...(axes.length > 0 ? [brushWords(axes, selection.brushes, axisWord)] : []),
  ].join(', ');
  return (
    <p className="row study-picked">
      <span className="tabular" data-testid="picked-count" data-count={selection.count}>
        {selection.isActive
          ? `${formatCount(selection.count)} of ${plural(known(store), 'trial')} picked out`
          : plural(known(store), 'trial')}
        {shown !== undefined && shown !== selection.count && `, ${formatCount(shown)} shown`}
      </span>
      {selection.isActive && (
        <>
          <span className="muted">{words}</span>
          <button type="button" className="link-button" onClick={() => change({ brush: undefined, top: undefined })}>
            Pick out nothing
          </button>
        </>
      )}
    </p>
  );
}

const known = ({ counts }: TabProps['session']['store']) => trialStates.reduce((sum, state) => sum + counts[state], 0);
