import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import { formatCount, formatDuration, plural } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { IconButton } from '@/shared/ui/button';
import { GoToTrial } from './go-to-trial';
import { NoTrials } from './no-trials';
import { PlotCard } from './plot-card';
import { StateLegend } from './state-legend';
import { spanOf, spanText } from './study-search';
import { isOver } from './study-words';
import type { TabProps } from './tab-props';
import { spanAround, timelineOf, wholeSpan } from './timeline-layout';
import { timelineHeight, timelinePlot, timelineRows } from './timeline-plot';
import { maskOf, useTrialFeed } from './use-session';

const ZOOM = 2;
const LEAST_SPAN = 20;

/** Every trial on the clock, those that run too: which ran at the same time, how long each took, how it ended. */
export function TimelineTab({ study, session, search, change }: TabProps): ReactNode {
  useTrialFeed(session);
  const { store } = session;
  const isLive = !isOver(study) && store.counts.running > 0;
  const now = useNow(isLive, 1000);
  const clock = useRef(now);
  clock.current = now;
  const { time } = search;
  const { version } = store;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when the trials have changed
  const layout = useMemo(() => timelineOf(store), [store, version]);
  const tick = isLive && spanOf(time) === undefined ? now : 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: while trials run, the picture goes on with the clock
  const draw = useMemo(
    () => timelinePlot({ store, span: spanOf(time), now: () => clock.current, mask: maskOf(session) }),
    [session, store, time, tick],
  );
  const zoomTo = useCallback(
    (span: readonly [number, number] | undefined) => change({ time: spanText(span) }, { replace: true }),
    [change],
  );
  const jump = (number: number): boolean => {
    const span = spanAround(layout, number, now);
    if (!span) return false;
    change({ trial: number, time: spanText(span) }, { replace: true });
    return true;
  };
  useFirstJump(session.reading.isReading, search.trial, time, layout.number.length, (trial) => void jump(trial));
  if (store.length === 0) return <NoTrials study={study} session={session} />;
  const whole = wholeSpan(layout, now);
  const shown = spanOf(time) ?? whole;
  const zoom = (factor: number) => {
    const middle = (shown[0] + shown[1]) / 2;
    const half = Math.max(LEAST_SPAN, (shown[1] - shown[0]) * factor) / 2;
    const next = [Math.max(whole[0], middle - half), Math.min(whole[1], middle + half)] as const;
    zoomTo(next[0] <= whole[0] && next[1] >= whole[1] ? undefined : next);
  };
  const pan = (share: number) => {
    const step = (shown[1] - shown[0]) * share;
    const by = Math.min(whole[1] - shown[1], Math.max(whole[0] - shown[0], step));
    zoomTo([shown[0] + by, shown[1] + by]);
  };
  return (
    <PlotCard
      id="timeline"
      title="Timeline"
      fileName={`${study.run.name} timeline`}
      session={session}
      search={search}
      change={change}
      draw={draw}
      rows={() => timelineRows(store, clock.current)}
      summary={() => {
        const { running } = store.counts;
        const lanes = `${plural(layout.lanes, 'lane')} over ${formatDuration(whole[1] - whole[0])}`;
        return `${plural(layout.number.length, 'trial')} in ${lanes}, ${formatCount(running)} running.`;
      }}
      note={() => `${plural(layout.number.length, 'trial')}, at most ${formatCount(layout.lanes)} at the same time`}
      height={timelineHeight(layout.lanes)}
      onSpan={zoomTo}
      tools={
        <>
          {time !== undefined && (
            <button type="button" className="link-button small" onClick={() => zoomTo(undefined)}>
              {isLive ? '→ live' : 'Reset zoom'}
            </button>
          )}
          <IconButton icon="chevronLeft" label="Earlier" className="icon-button-small" onClick={() => pan(-0.5)} />
          <IconButton icon="chevronRight" label="Later" className="icon-button-small" onClick={() => pan(0.5)} />
          <IconButton icon="plus" label="Zoom in" className="icon-button-small" onClick={() => zoom(1 / ZOOM)} />
          <IconButton icon="minus" label="Zoom out" className="icon-button-small" onClick={() => zoom(ZOOM)} />
        </>
      }
    >
      <div className="row spread">
        <StateLegend store={store} />
        <GoToTrial last={store.length - 1} onJump={jump} />
      </div>
    </PlotCard>
  );
}

/** An address with a trial and without a zoom leads to that trial, once it is there. */
function useFirstJump(
  isReading: boolean,
  trial: number | undefined,
  time: string | undefined,
  trials: number,
  jump: (trial: number) => void,
): void {
  const isDone = useRef(false);
  const latest = useRef(jump);
  latest.current = jump;
  useEffect(() => {
    if (isDone.current || isReading || trials === 0) return;
    isDone.current = true;
    if (trial !== undefined && time === undefined) latest.current(trial);
  }, [isReading, trials, trial, time]);
}
