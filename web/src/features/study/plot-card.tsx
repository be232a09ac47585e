import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useShortcuts } from '@/shared/keys/use-shortcuts';
import { frames } from '@/shared/live/frame-scheduler';
import { type Draw, PlotCanvas } from './plot-canvas';
import type { PlotRows } from './plot-rows';
import { PlotShell } from './plot-shell';
import type { StudySearch } from './study-search';
import type { StudySession } from './study-session';
import type { ChangeSearch } from './tab-props';
import { tipRows } from './trial-words';

/** Of a plot that turns: for each pixel that the pointer drags it, and for each press of a key. */
const DEGREES_A_PIXEL = 0.4;
export const TURN = 10;

export interface PlotCardProps {
  /** Its name in the address. */
  id: string;
  title: string;
  fileName: string;
  session: StudySession;
  search: StudySearch;
  change: ChangeSearch;
  /** The same function as long as nothing but the trials has changed. */
  draw: Draw;
  rows: () => PlotRows;
  /** The plot in words, for who does not see it. */
  summary: () => string;
  /** What is shown of how much, below the plot. */
  note: () => string;
  height: number;
  onSpan?: (span: readonly [number, number] | undefined) => void;
  /** Dragging and the arrow keys turn the plot by so many degrees: to the right, and to a higher eye. */
  onTurn?: (across: number, higher: number) => void;
  tools?: ReactNode;
  /** Instead of the plot, while there is nothing to draw. */
  empty?: ReactNode;
  /** Between the title and the plot: a legend, a choice. */
  children?: ReactNode;
}

/** A plot of trials with everything around it. */
export function PlotCard({
  id,
  title,
  fileName,
  session,
  search,
  change,
  draw,
  rows,
  summary,
  note,
  height,
  onSpan,
  onTurn,
  tools,
  empty,
  children,
}: PlotCardProps): ReactNode {
  const own = useId();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<PlotCanvas>(null);
  const words = useRef<HTMLParagraphElement>(null);
  const foot = useRef<HTMLParagraphElement>(null);
  const say = useRef<HTMLParagraphElement>(null);
  /** The table was asked for by a key: the focus goes there. */
  const byKey = useRef(false);
  const isTable = search.rows === id;
  const shows = !empty && !isTable;
  const latest = useRef({ draw, summary, note, change, onSpan, onTurn, trial: search.trial });
  latest.current = { draw, summary, note, change, onSpan, onTurn, trial: search.trial };
  const hasSpan = onSpan !== undefined;
  const hasTurn = onTurn !== undefined;

  useEffect(() => {
    const host = frame.current;
    if (!host || !shows) return;
    const made = new PlotCanvas(host, {
      tip: (number) => tipRows(session.store, number),
      onPick: (trial) => latest.current.change({ trial }, { replace: true }),
      onSpan: hasSpan ? (span) => latest.current.onSpan?.(span) : undefined,
      onTurn: hasTurn
        ? (across, down) => latest.current.onTurn?.(across * DEGREES_A_PIXEL, down * DEGREES_A_PIXEL)
        : undefined,
      onSay: (text) => {
        if (say.current) say.current.textContent = text;
      },
    });
    canvas.current = made;
    const paint = () => {
      made.set(latest.current.draw);
      if (words.current) words.current.textContent = latest.current.summary();
      if (foot.current) foot.current.textContent = latest.current.note();
    };
    const turn = frames.register(paint);
    const stops = [session.feed.watch(turn.ask), session.selection.watch(turn.ask)];
    paint();
    made.choose(latest.current.trial);
    return () => {
      for (const stop of stops) stop();
      turn.cancel();
      canvas.current = null;
      made.destroy();
    };
  }, [session, shows, hasSpan, hasTurn]);
  // What the drawing reads has changed by the hand of a person: it is drawn at once.
  useEffect(() => {
    canvas.current?.set(draw);
    if (words.current) words.current.textContent = latest.current.summary();
    if (foot.current) foot.current.textContent = latest.current.note();
  }, [draw]);
  useEffect(() => canvas.current?.choose(search.trial), [search.trial]);

  const key = (keys: string | readonly string[], what: string | undefined, run: (plot: PlotCanvas) => void) => ({
    keys,
    what,
    run: () => {
      if (canvas.current) run(canvas.current);
    },
  });
  const step = (keys: string | readonly string[], what: string | undefined, by: number) =>
    key(keys, what, (plot) => plot.step(by));
  const turn = (keys: string, what: string | undefined, across: number, higher: number) => ({
    keys,
    what,
    run: () => onTurn?.(across, higher),
  });
  useShortcuts(
    hasTurn ? 'Plot that turns, with the focus' : 'Plot with the focus',
    [
      ...(hasTurn
        ? [
            turn('ArrowRight', '← → ↑ ↓ Turn the plot', TURN, 0),
            turn('ArrowLeft', undefined, -TURN, 0),
            turn('ArrowUp', undefined, 0, TURN),
            turn('ArrowDown', undefined, 0, -TURN),
            step(['j', 'PageDown'], 'Next trial', 1),
            step(['k', 'PageUp'], 'Previous trial', -1),
          ]
        : [
            step('ArrowRight', '← → Another trial; with Shift by ten', 1),
            step('ArrowLeft', undefined, -1),
            step('Shift+ArrowRight', undefined, 10),
            step('Shift+ArrowLeft', undefined, -10),
          ]),
      key('Home', 'Home, End: first and last trial', (plot) => plot.step(Number.NEGATIVE_INFINITY)),
      key('End', undefined, (plot) => plot.step(Number.POSITIVE_INFINITY)),
      key('Enter', 'Choose the trial', (plot) => plot.pick()),
      key('Escape', undefined, (plot) => plot.leave()),
      { keys: '0', what: 'Reset the zoom', run: () => onSpan?.(undefined), when: () => hasSpan },
      {
        keys: 't',
        what: 'Data table',
        run: () => {
          byKey.current = true;
          change({ rows: id }, { replace: true });
        },
      },
    ],
    { within: frame },
  );
  return (
    <PlotShell
      title={title}
      fileName={fileName}
      isTable={isTable}
      onTable={(table) => change({ rows: table ? id : undefined }, { replace: true })}
      rows={rows}
      picture={() => {
        if (!canvas.current) throw new Error('Show the plot first: it is what is saved.');
        return canvas.current.picturePng(title, foot.current?.textContent ?? '');
      }}
      tools={tools}
      takesFocus={byKey}
      hasPlot={!empty}
    >
      {(titleId) => (
        <>
          {empty}
          {!empty && children}
          <div
            className="study-frame"
            style={{ height }}
            ref={frame}
            hidden={!shows}
            role="application"
            aria-roledescription="plot of trials"
            aria-labelledby={titleId}
            aria-describedby={`${own}-words`}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys go from trial to trial
            tabIndex={0}
            data-plot={id}
          />
          <p id={`${own}-words`} ref={words} className="visually-hidden" />
          <p ref={say} className="visually-hidden" aria-live="polite" />
          <p className="study-note muted" ref={foot} hidden={!shows} />
        </>
      )}
    </PlotShell>
  );
}
