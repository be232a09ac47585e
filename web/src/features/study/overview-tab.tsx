import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { formatCount, formatNumber, plural } from '@/shared/format/format';
import { EmptyState } from '@/shared/ui/feedback';
import { Toggle } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { frontOf } from './front';
import { historyPlot, historyRows } from './history-plot';
import { ImportanceCard } from './importance-card';
import { NoTrials } from './no-trials';
import { ObjectiveSelect } from './objective-select';
import { PlotCard } from './plot-card';
import { bestTrials } from './ranks';
import { BestSwatch, StateLegend } from './state-legend';
import { spanOf, spanText } from './study-search';
import { isOver } from './study-words';
import type { TabProps } from './tab-props';
import { TrialMenu } from './trial-menu';
import { directionWord, durationWord, shortParam } from './trial-words';
import { maskOf, useTrialFeed } from './use-session';

const HISTORY_HEIGHT = 340;
const BEST = 5;

/** How the study went so far: every trial with the best so far, what mattered, and the best trials. */
export function OverviewTab(props: TabProps): ReactNode {
  const { session, search, change } = props;
  useTrialFeed(session);
  return (
    <div className="stack">
      <ObjectiveSelect session={session} search={search} change={change} />
      <History {...props} />
      <div className="grid-2">
        <ImportanceCard {...props} />
        <BestCard {...props} />
      </div>
    </div>
  );
}

function History({ study, session, search, change }: TabProps) {
  const { store } = session;
  const objective = search.objective ?? 0;
  const { span, log } = search;
  const draw = useMemo(
    () => historyPlot({ store, objective, span: spanOf(span), isLog: log === true, mask: maskOf(session) }),
    [session, store, objective, span, log],
  );
  const definition = store.objectives[objective];
  const isLive = !isOver(study);
  const metric = definition?.metric ?? '';
  const summary = () => {
    const [best] = bestTrials(store, objective);
    const value = best === undefined ? undefined : store.values[objective]?.[best];
    const { completed, pruned, failed } = store.counts;
    const words = `${plural(store.length, 'trial')} of ${metric}${definition ? `, ${directionWord(definition)}` : ''}`;
    const end = value === undefined ? 'No trial has completed yet.' : `Best ${formatNumber(value)} by trial ${best}.`;
    return `${words}: ${completed} completed, ${pruned} pruned, ${failed} failed. ${end}`;
  };
  const note = () => {
    const { selection } = session;
    const picked = selection.isActive ? ` · ${formatCount(selection.count)} picked out` : '';
    return `${plural(store.length, 'trial')}${picked}`;
  };
  return (
    <PlotCard
      id="history"
      title="History"
      fileName={`${study.run.name} history`}
      session={session}
      search={search}
      change={change}
      draw={draw}
      rows={() => historyRows(store, objective)}
      summary={summary}
      note={note}
      height={HISTORY_HEIGHT}
      onSpan={(next) => change({ span: spanText(next) })}
      tools={
        span !== undefined && (
          <button type="button" className="link-button small" onClick={() => change({ span: undefined })}>
            {isLive ? '→ live' : 'Reset zoom'}
          </button>
        )
      }
      empty={store.length === 0 ? <NoTrials study={study} session={session} /> : undefined}
    >
      <div className="row spread">
        <StateLegend store={store}>
          <BestSwatch />
        </StateLegend>
        <Toggle
          label="Log scale"
          checked={log === true}
          onChange={(on) => change({ log: on || undefined }, { replace: true })}
        />
      </div>
    </PlotCard>
  );
}

/** The best trials, or some of the front of several objectives. */
function BestCard({ study, session, search, change }: TabProps) {
  const { store } = session;
  const objective = search.objective ?? 0;
  const isFront = store.objectives.length > 1 && search.objective === undefined;
  const best = isFront ? frontOf(store).best : bestTrials(store, objective);
  const shown = best.slice(0, BEST);
  const runIds = shown.flatMap((number) => store.runIdOf(number) ?? []);
  const title = isFront ? 'On the Pareto front' : `Best ${BEST}`;
  return (
    <Card
      title={title}
      labelledBy="study-best"
      className="study-card"
      aside={
        <>
          {isFront && best.length > shown.length && (
            <button type="button" className="link-button small" onClick={() => change({ tab: 'pareto' })}>
              All {formatCount(best.length)}
            </button>
          )}
          {runIds.length > 1 && (
            <Link
              to="/projects/$projectId/compare"
              params={{ projectId: study.run.projectId }}
              search={{ runs: runIds.join() }}
            >
              Compare them
            </Link>
          )}
        </>
      }
    >
      {shown.length === 0 ? (
        <EmptyState icon="study" title="No trial has completed yet">
          {store.constraints.length > 0 && store.counts.completed > 0
            ? 'Every completed trial breaks a constraint; they are in the table of trials.'
            : 'The best trials are listed here as soon as there are some.'}
        </EmptyState>
      ) : (
        <TableFrame label={title}>
          <table className="table" aria-label={title}>
            <thead>
              <tr>
                <th className="number">Trial</th>
                {store.objectives.map(({ metric }) => (
                  <th key={metric} className="number">
                    {metric}
                  </th>
                ))}
                <th>Parameters</th>
                <th className="number">Took</th>
                <th>
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((number) => {
                const trial = store.trial(number);
                if (!trial) return null;
                const words = Object.entries(trial.parameters).map(([name, value]) => `${name} ${shortParam(value)}`);
                return (
                  <tr key={number} data-highlighted={search.trial === number || undefined}>
                    <td className="number">
                      <button
                        type="button"
                        className="link-button"
                        onClick={() => change({ trial: number }, { replace: true })}
                      >
                        {number}
                        <span className="visually-hidden">: choose it</span>
                      </button>
                    </td>
                    {trial.values.map((value, at) => (
                      <td key={store.objectives[at]?.metric} className="number" title={String(value)}>
                        {formatNumber(value)}
                      </td>
                    ))}
                    <td className="study-words" title={words.join('\n')}>
                      {words.join(' · ')}
                    </td>
                    <td className="number">{durationWord(store, number, trial.ended)}</td>
                    <td>
                      <TrialMenu study={study} trial={trial} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </TableFrame>
      )}
    </Card>
  );
}
