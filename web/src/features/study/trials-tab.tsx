import { type ReactNode, useMemo, useRef, useState } from 'react';
import { saveBlob } from '@/shared/api/client';
import type { TrialState } from '@/shared/api/types';
import { formatCount, plural } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { Button } from '@/shared/ui/button';
import { EmptyState } from '@/shared/ui/feedback';
import { Card } from '@/shared/ui/page';
import { trialStateWord } from '@/shared/ui/status';
import { GoToTrial } from './go-to-trial';
import { NoTrials } from './no-trials';
import { PickedWords } from './picked-words';
import { csvOf } from './plot-rows';
import { trialRows } from './slice-plot';
import { isOver } from './study-words';
import type { TabProps } from './tab-props';
import { failureGroups, orderedTrials, parseTrialSort, withDeleted } from './trial-order';
import { trialStates } from './trial-store';
import { type TrialsHandle, TrialsTable } from './trials-table';
import { maskOf, useSelection, useTrialFeed } from './use-session';

const MOST_GROUPS = 6;

/** Every trial of the study: filtered, sorted, jumped to, and the failures by their cause. */
export function TrialsTab(props: TabProps): ReactNode {
  const { study, session, search, change } = props;
  const { store } = session;
  const version = useTrialFeed(session);
  const selection = useSelection(session);
  const picked = selection.current();
  const isLive = !isOver(study);
  const now = useNow(isLive && store.counts.running > 0);
  const table = useRef<TrialsHandle>(null);
  const states = search.state;
  const { failure, sort } = search;
  // The clock moves a row only when the table is sorted by it.
  const clock = sort === 'duration' || sort === '-duration' ? now : 0;
  // Those that were deleted before the table was opened have no row that could stay.
  const [takenOut, setTakenOut] = useState<ReadonlySet<number>>(() => new Set(store.deleted));
  const shown = useRef<{ asked: string; order: Int32Array }>({ asked: '', order: new Int32Array(0) });
  // biome-ignore lint/correctness/useExhaustiveDependencies: versions say when trials, or what is picked out, have changed
  const order = useMemo(() => {
    const filter = { states: states ?? [], failure, mask: maskOf(session)() };
    const next = orderedTrials(store, filter, parseTrialSort(sort), clock);
    // Another list has places of its own.
    const asked = JSON.stringify([states, failure, sort, search.brush, search.top]);
    const before = shown.current.asked === asked ? shown.current.order : new Int32Array(0);
    shown.current = { asked, order: withDeleted(next, before, store.deleted, takenOut) };
    return shown.current.order;
  }, [session, version, picked, states, failure, sort, search.brush, search.top, clock, takenOut]);
  const gone = order.filter((number) => store.deleted.has(number)).length;
  if (store.length === 0) return <NoTrials study={study} session={session} />;
  const isFiltered = states !== undefined || failure !== undefined || selection.isActive;
  const showAll = () => change({ state: undefined, failure: undefined, brush: undefined, top: undefined });
  const toggle = (state: TrialState) => {
    const known = states ?? [];
    const next = known.includes(state) ? known.filter((one) => one !== state) : [...known, state];
    change({ state: next.length > 0 ? next : undefined }, { replace: true });
  };
  return (
    <div className="stack">
      <Failures {...props} />
      <div className="row spread study-bar">
        <fieldset className="row">
          <legend className="visually-hidden">States that are shown</legend>
          {trialStates.map((state) => (
            <button
              key={state}
              type="button"
              className="button study-filter"
              aria-pressed={states?.includes(state) ?? false}
              disabled={store.counts[state] === 0 && !states?.includes(state)}
              onClick={() => toggle(state)}
            >
              {trialStateWord(state)} <span className="muted tabular">{formatCount(store.counts[state])}</span>
            </button>
          ))}
        </fieldset>
        <div className="row">
          {gone > 0 && (
            <Button icon="retry" onClick={() => setTakenOut(new Set(store.deleted))}>
              {`Take out ${plural(gone, 'deleted trial')}`}
            </Button>
          )}
          <GoToTrial
            last={store.length - 1}
            onJump={(number) => {
              change({ trial: number }, { replace: true });
              return table.current?.show(number) ?? false;
            }}
            onShowAll={showAll}
          />
          <Button
            icon="download"
            onClick={() =>
              saveBlob(
                new Blob([csvOf(trialRows(store, maskOf(session)()))], { type: 'text/csv;charset=utf-8' }),
                `${study.run.name} trials.csv`,
              )
            }
          >
            CSV
          </Button>
        </div>
      </div>
      <PickedWords {...props} shown={order.length - gone} />
      {failure !== undefined && (
        <p className="row">
          <span>
            Failed with <code>{failure}</code>
          </span>
          <button type="button" className="link-button" onClick={() => change({ failure: undefined })}>
            Show the others, too
          </button>
        </p>
      )}
      {order.length === 0 ? (
        <EmptyState icon="search" title="No trial is shown" action={<Button onClick={showAll}>Show all trials</Button>}>
          {isFiltered ? 'None of the trials fits everything that is chosen above.' : 'There is none yet.'}
        </EmptyState>
      ) : (
        <TrialsTable
          study={study}
          session={session}
          search={search}
          change={change}
          order={order}
          now={now}
          handle={table}
          label="Trials"
          height={620}
        />
      )}
    </div>
  );
}

/** Trials that failed for the same cause are one line. */
function Failures({ session, search, change }: TabProps) {
  const { store } = session;
  const { version } = store;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when the trials have changed
  const groups = useMemo(() => failureGroups(store), [store, version]);
  if (groups.length === 0) return null;
  return (
    <Card title={`${plural(store.counts.failed, 'trial')} failed`} labelledBy="study-failures">
      <ul className="study-failures">
        {groups.slice(0, MOST_GROUPS).map(({ words, numbers }) => (
          <li key={words}>
            <span className="tabular">{formatCount(numbers.length)} ×</span>
            <button
              type="button"
              className="link-button"
              aria-pressed={search.failure === words}
              onClick={() => change({ failure: search.failure === words ? undefined : words, state: undefined })}
            >
              {words}
            </button>
            <span className="muted small">{numbersWords(numbers)}</span>
          </li>
        ))}
      </ul>
      {groups.length > MOST_GROUPS && (
        <p className="muted small">and {plural(groups.length - MOST_GROUPS, 'other cause')}</p>
      )}
    </Card>
  );
}

function numbersWords(numbers: readonly number[]): string {
  const shown = numbers.slice(0, 5).join(', ');
  return numbers.length > 5 ? `trials ${shown}, …` : `${numbers.length === 1 ? 'trial' : 'trials'} ${shown}`;
}
