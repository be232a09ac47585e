import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { LogAttempt, LogLevel, LogVolume } from '@/shared/api/types';
import { formatCount, plural } from '@/shared/format/format';
import { useTick } from '@/shared/live/while-seen';
import { isTrusted, useConnection } from '@/shared/stream/use-stream';
import { Button } from '@/shared/ui/button';
import { Banner, EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon } from '@/shared/ui/icon';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { Announcer } from './announcer';
import { asMarkdown, plainOf } from './copy';
import { Finder } from './finder';
import { LinePanel } from './line-panel';
import { formatLines, parseLines } from './log-address';
import { isFiltering, type LogApi, type LogId, logApi } from './log-api';
import { useLogOptions } from './log-options';
import { filterOf, type LogSearchParams, patternOf, textOf } from './log-search';
import { LogSession, type Target } from './log-session';
import { LogToolbar } from './log-toolbar';
import { LogView } from './log-view';
import { PlainMarks, startMarkWorker, WorkerMarks } from './marks';
import { type SealTone, sealOf } from './seal';
import { useLogKeys } from './use-log-keys';
import { VolumeChart } from './volume-chart';
import './log.css';

const FIND_AFTER_MS = 250;
const VOLUME_BUCKETS = 120;
const VOLUME_EVERY_MS = 5000;
const LEAST_HEIGHT = 260;
const LEAST_FOOT = 30;
const GAP = 8;

interface Selected {
  from: number;
  to: number;
}

/** The lines of a run or of a source: live, searchable, with an address for each, and with a word on whether any is missing. */
export function LogViewer({
  log,
  backend,
  active,
  failed = false,
  empty,
}: {
  log: LogId;
  /** Where its lines come from: the backend, if nothing else is said. */
  backend?: LogApi;
  /** Lines may still come. */
  active: boolean;
  /** Opens at the first error. */
  failed?: boolean;
  /** Why there may be no line yet. */
  empty: ReactNode;
}): ReactNode {
  const search = useSearch({ strict: false }) as LogSearchParams;
  const navigate = useNavigate();
  const router = useRouter();
  const api = useMemo(() => backend ?? logApi({ kind: log.kind, id: log.id }), [backend, log.kind, log.id]);
  const session = useMemo(() => new LogSession(api), [api]);
  const finder = useMemo(() => new Finder(api), [api]);
  const status = useSyncExternalStore(session.watch, session.snapshot);
  const found = useSyncExternalStore(finder.watch, finder.snapshot);
  const [options, setOptions] = useLogOptions();
  const [selected, setSelected] = useState<Selected>();
  const [openLine, setOpenLine] = useState<number>();
  const [volume, setVolume] = useState<LogVolume>();
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<LogView>(null);
  const findInput = useRef<HTMLInputElement>(null);
  const timeInput = useRef<HTMLInputElement>(null);
  const attempt = session.attempt;
  const newest = status.summary?.attempts.at(-1)?.attempt;

  const setSearch = useCallback(
    (change: Partial<LogSearchParams>) => {
      void navigate({
        to: '.',
        search: (known: object) => ({ ...known, ...change }),
        hash: true,
        replace: true,
        resetScroll: false,
      } as never);
    },
    [navigate],
  );
  const setHash = useCallback(
    (range: Selected | undefined) => {
      const pinned = session.status.attempt !== session.status.summary?.attempts.at(-1)?.attempt;
      const hash = range ? formatLines({ ...range, attempt: pinned ? session.status.attempt : undefined }) : undefined;
      void navigate({
        to: '.',
        search: (known: object) => known,
        hash,
        replace: true,
        resetScroll: false,
        hashScrollIntoView: false,
      } as never);
    },
    [navigate, session],
  );

  const select = useCallback(
    (range: Selected | undefined) => {
      setSelected(range);
      setHash(range);
    },
    [setHash],
  );
  const latest = useRef({ selected, select, options });
  latest.current = { selected, select, options };

  // The rows live outside React, as long as this frame does.
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const made = new LogView(element, session, latest.current.options, {
      onSelect: (seq, extend) => {
        const known = latest.current.selected;
        const from = extend && known ? Math.min(known.from, seq) : seq;
        const to = extend && known ? Math.max(known.to, seq) : seq;
        latest.current.select({ from, to });
      },
      onOpenLine: setOpenLine,
      onCopied: (lines) => lines > 1 && toastSuccess(`${plural(lines, 'line')} copied`),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.close();
    };
  }, [session]);
  useEffect(() => view.current?.setOptions(options), [options]);
  useEffect(() => view.current?.setSelection(selected), [selected]);
  useEffect(() => () => session.close(), [session]);

  // What is asked for by the address: first a place, later only another choice of lines.
  const filterKey = JSON.stringify([filterOf(search), search.only ?? null, search.attempt ?? null]);
  const opened = useRef('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the filter; a line in the address is read once
  useEffect(() => {
    const key = `${log.id} ${filterKey}`;
    if (opened.current === key && session.status.phase !== 'loading') return;
    const first = !opened.current.startsWith(log.id);
    opened.current = key;
    session.contextLines = search.only ?? 0;
    const filter = filterOf(search);
    const lines = first ? parseLines(router.latestLocation.hash) : undefined;
    let target: Target = { kind: 'tail' };
    if (lines) {
      target = { kind: 'line', seq: lines.from };
      setSelected({ from: lines.from, to: lines.to });
    } else if (first && search.at) target = { kind: 'time', time: search.at };
    else if (first && failed && !isFiltering(filter)) target = { kind: 'firstError' };
    else if (!first && !session.status.following)
      target = { kind: 'line', seq: Math.max(1, view.current?.firstVisible() ?? 1) };
    void session.open(target, lines?.attempt ?? search.attempt, filter);
  }, [session, filterKey, log.id]);

  // The line of another address, while this page stays: somebody followed a link, or went back.
  useEffect(
    () =>
      router.subscribe('onResolved', ({ toLocation, hashChanged }) => {
        const lines = hashChanged ? parseLines(toLocation.hash) : undefined;
        const known = latest.current.selected;
        if (!lines || (known?.from === lines.from && known.to === lines.to)) return;
        setSelected({ from: lines.from, to: lines.to });
        const other = lines.attempt ?? session.status.summary?.attempts.at(-1)?.attempt;
        if (other === session.status.attempt) void session.toLine(lines.from);
        else void session.open({ kind: 'line', seq: lines.from }, lines.attempt, session.filter);
      }),
    [router, session],
  );

  // Finding: counted by the backend a moment after the last key.
  const { find, regex, case: caseSensitive } = search;
  const shownAttempt = status.attempt;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter's key stands for what the session filters by
  useEffect(() => {
    if (find === undefined || shownAttempt === undefined) {
      finder.clear();
      return;
    }
    const { level, stream, phase, since, until } = session.filter;
    const filter = { level, stream, phase, since, until, ...textOf({ find, regex, case: caseSensitive }) };
    const timer = setTimeout(() => void finder.start(shownAttempt, filter), FIND_AFTER_MS);
    return () => clearTimeout(timer);
  }, [finder, session, find, regex, caseSensitive, shownAttempt, filterKey]);

  // What is found is marked in the rows; a regular expression by a worker, since it may take for ever.
  const [unmarked, setUnmarked] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session has another view
  useEffect(() => {
    setUnmarked(false);
    const pattern = patternOf({ find, regex, case: caseSensitive });
    if (!pattern) {
      view.current?.setMarks(undefined);
      return;
    }
    const marks = regex
      ? new WorkerMarks(pattern, startMarkWorker(), {
          onMore: () => view.current?.marksChanged(),
          onGivenUp: () => setUnmarked(true),
        })
      : new PlainMarks(pattern);
    view.current?.setMarks(marks);
    return () => marks.close();
  }, [session, find, regex, caseSensitive]);

  // The histogram, and the matches among new lines: read again now and then while lines come.
  const tick = useTick(active || status.rate > 0, VOLUME_EVERY_MS);
  const arrivedAtTick = useRef(-1);
  const { since, until } = search;
  const { phase } = status;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each tick reads again
  useEffect(() => {
    if (shownAttempt === undefined || phase !== 'ready') return;
    const key = session.status.arrived;
    if (tick > 0 && arrivedAtTick.current === key) return;
    arrivedAtTick.current = key;
    if (tick > 0) {
      void finder.goOn();
      void session.readSummary();
    }
    const abort = new AbortController();
    api.volume(shownAttempt, { since, until }, VOLUME_BUCKETS, abort.signal).then(setVolume, () => undefined);
    return () => abort.abort();
  }, [api, shownAttempt, since, until, tick, phase]);

  const goMatch = async (direction: 1 | -1) => {
    const from =
      found.seq ?? (direction === 1 ? (view.current?.firstVisible() ?? 1) - 1 : (view.current?.lastVisible() ?? 1) + 1);
    const seq = await finder.move(from, direction);
    if (seq === undefined) return;
    await session.toLine(seq, seq);
  };
  const goLevel = async (level: LogLevel[], direction: 1 | -1, word: string) => {
    const eye = view.current?.firstVisible() ?? 0;
    const from = selected?.from ?? (direction === 1 ? eye - 1 : eye);
    try {
      const seq = await session.nextOf(level, Math.max(0, from), direction);
      if (seq === undefined) toastSuccess(`There is no ${word} ${direction === 1 ? 'after' : 'before'} this line`);
      else select({ from: seq, to: seq });
    } catch (error) {
      toastProblem(`The next ${word} was not found`, error);
    }
  };
  const goTime = async (time: string) => {
    const seq = await session.toTime(time);
    if (seq !== undefined) setSelected({ from: seq, to: seq });
  };
  // Another time in the address, while this page stays: a chart beside the log sent us there.
  const openedAt = useRef(search.at);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another time is news
  useEffect(() => {
    if (search.at === openedAt.current) return;
    openedAt.current = search.at;
    if (search.at) void goTime(search.at);
  }, [search.at]);
  const moveSelection = (step: 1 | -1, extend: boolean) => {
    session.pause();
    const edge = selected ? (step === 1 ? selected.to : selected.from) : (view.current?.firstVisible() ?? 1) - step;
    const seq = Math.max(1, Math.min(status.highest, edge + step));
    const range =
      extend && selected
        ? { from: Math.min(selected.from, seq), to: Math.max(selected.to, seq) }
        : { from: seq, to: seq };
    select(range);
    view.current?.nudge(seq);
  };
  const copyLines = (how: 'link' | 'text' | 'markdown') => {
    if (!selected) return;
    const link = linkOf(selected, attempt?.attempt, newest);
    const lines = [...session.store.range(selected.from, selected.to)];
    const text = how === 'link' ? link : how === 'text' ? lines.map(plainOf).join('\n') : asMarkdown(lines, link);
    navigator.clipboard
      ?.writeText(text)
      .then(() => toastSuccess(how === 'link' ? 'Link copied' : `${plural(lines.length, 'line')} copied`))
      .catch((error: unknown) => toastProblem('Nothing was copied', error));
  };

  useLogKeys(
    {
      follow: () => session.resume(),
      start: () => void session.toStart(),
      nextMatch: () => void goMatch(1),
      previousMatch: () => void goMatch(-1),
      nextError: () => void goLevel(['error', 'critical'], 1, 'error'),
      previousError: () => void goLevel(['error', 'critical'], -1, 'error'),
      nextWarning: () => void goLevel(['warning'], 1, 'warning'),
      previousWarning: () => void goLevel(['warning'], -1, 'warning'),
      search: () => findInput.current?.focus(),
      time: () => timeInput.current?.focus(),
      wrap: () => setOptions({ wrap: !options.wrap }),
      down: (extend) => moveSelection(1, extend),
      up: (extend) => moveSelection(-1, extend),
      toggle: () => selected && view.current?.toggleAt(selected.from),
      copyLink: () => copyLines('link'),
      clear: () => (openLine !== undefined ? setOpenLine(undefined) : select(undefined)),
      pageUp: () => {
        session.pause();
        view.current?.scrollBy(-(view.current?.pageHeight ?? 0));
      },
      pageDown: () => view.current?.scrollBy(view.current?.pageHeight ?? 0),
      lineUp: () => {
        session.pause();
        view.current?.scrollBy(-60);
      },
      lineDown: () => view.current?.scrollBy(60),
    },
    frame,
  );

  const height = useRestOfWindow(frame);
  const hasLines = status.highest > 0;
  const isEmpty = status.phase === 'ready' && !hasLines;
  const noMatch = status.phase === 'ready' && hasLines && status.filtered && status.held === 0 && !status.loadingMore;
  return (
    <section className="log" aria-label="Log">
      <LogToolbar
        api={api}
        log={log}
        session={session}
        status={status}
        search={search}
        setSearch={setSearch}
        found={found}
        unmarked={unmarked}
        onMatch={(direction) => void goMatch(direction)}
        options={options}
        setOptions={setOptions}
        onTime={(time) => void goTime(time)}
        findInput={findInput}
        timeInput={timeInput}
        volume={volume}
      />
      {hasLines && !volume && <div className="log-volume" />}
      {volume && hasLines && (
        <VolumeChart
          volume={volume}
          utc={options.times === 'utc'}
          onTime={(time) => void goTime(time)}
          onRange={(from, to) => setSearch({ since: from, until: to })}
        />
      )}
      {status.phase !== 'failed' && status.error !== undefined && (
        <ProblemView
          error={status.error}
          kept="The lines that were read are still here."
          onRetry={() => session.retry()}
        />
      )}
      {status.notice !== undefined && <Banner tone="warning">{status.notice}</Banner>}
      <div className="log-body" style={{ height }} data-following={status.following || undefined}>
        <div
          className="log-frame"
          ref={frame}
          role="log"
          aria-live="off"
          aria-label="Lines"
          aria-busy={status.phase === 'loading'}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          hidden={isEmpty || noMatch || status.phase === 'failed'}
        />
        {status.phase === 'loading' && status.held === 0 && (
          <div className="log-over">
            <Skeleton rows={16} height={12} />
          </div>
        )}
        {status.phase === 'failed' && <ProblemView error={status.error} onRetry={() => session.retry()} />}
        {isEmpty && (
          <EmptyState icon="file" title={active ? 'No output yet' : 'This log has no lines'}>
            {empty}
          </EmptyState>
        )}
        {noMatch && (
          <EmptyState
            icon="search"
            title="No line is like this"
            action={<Button onClick={() => setSearch(noFilter)}>Show all lines</Button>}
          >
            {`None of the ${formatCount(attempt?.stored ?? status.highest)} lines of this log passes the filters.`}
          </EmptyState>
        )}
        {openLine !== undefined && attempt && (
          <LinePanel
            key={openLine}
            log={log}
            api={api}
            attempt={attempt.attempt}
            seq={openLine}
            onClose={() => {
              setOpenLine(undefined);
              frame.current?.focus();
            }}
          />
        )}
      </div>
      {hasLines && (
        <footer className="log-foot">
          <FollowState
            following={status.following}
            active={active}
            pausedAt={status.pausedAt}
            newLines={status.newLines}
            newErrors={status.newErrors}
            rate={status.rate}
            onResume={() => session.resume()}
          />
          {selected && (
            <span className="log-selected">
              <span className="tabular">
                {selected.from === selected.to
                  ? `Line ${formatCount(selected.from)}`
                  : `Lines ${formatCount(selected.from)}–${formatCount(selected.to)}`}
              </span>
              <button type="button" className="link-button" onClick={() => copyLines('link')}>
                Copy link
              </button>
              <button type="button" className="link-button" onClick={() => copyLines('text')}>
                Copy text
              </button>
              <button type="button" className="link-button" onClick={() => copyLines('markdown')}>
                Copy as Markdown
              </button>
              <button type="button" className="link-button" onClick={() => select(undefined)}>
                Clear
              </button>
            </span>
          )}
          <span className="grow" />
          {attempt && log.kind === 'run' && <Seal {...sealOf(withNewest(attempt, status.highest))} />}
          {attempt && log.kind === 'source' && <span className="muted">{plural(attempt.stored, 'line')} kept</span>}
        </footer>
      )}
      <Announcer status={status} />
    </section>
  );
}

const noFilter: Partial<LogSearchParams> = {
  level: undefined,
  stream: undefined,
  phase: undefined,
  since: undefined,
  until: undefined,
  only: undefined,
};

/** The summary is read now and then; the newest number is known at once. */
function withNewest(attempt: LogAttempt, highest: number): LogAttempt {
  if (attempt.seal !== 'open') return attempt;
  return { ...attempt, stored: Math.max(attempt.stored, highest - attempt.missingLines) };
}

function linkOf(range: Selected, attempt: number | undefined, newest: number | undefined): string {
  const url = new URL(location.href);
  url.hash = formatLines({ ...range, attempt: attempt === newest ? undefined : attempt });
  return url.href;
}

export function FollowState({
  following,
  active,
  pausedAt,
  newLines,
  newErrors,
  rate,
  onResume,
}: {
  following: boolean;
  active: boolean;
  pausedAt: number;
  newLines: number;
  newErrors: number;
  rate: number;
  onResume: () => void;
}) {
  const stale = !isTrusted(useConnection());
  const speed = rate > 0 ? `${formatCount(rate)} lines/s` : '';
  if (following) {
    if (!active && rate === 0) return <span className="muted">End of the log</span>;
    return (
      <span className={`log-follow ${stale ? 'tone-warning' : 'tone-info'}`}>
        <Icon name={stale ? 'warning' : 'dot'} size={14} />
        <span className="tabular">
          {stale ? 'Waiting for the connection; the lines stay' : `Following${speed ? ` · ${speed}` : ''}`}
        </span>
      </span>
    );
  }
  return (
    <span className="log-follow log-paused">
      <Icon name="pause" size={14} />
      <span className="tabular">
        {active || newLines > 0 ? `Paused at line ${formatCount(pausedAt)}` : 'Not at the end'}
        {newLines > 0 && ` · ${plural(newLines, 'new line')}`}
        {newErrors > 0 && <span className="tone-error">{`, ${plural(newErrors, 'error')}`}</span>}
        {speed && ` (${formatCount(rate)}/s)`}
      </span>
      <button type="button" className="button button-default button-small" onClick={onResume}>
        {active ? 'Resume following' : 'Go to the end'} <kbd>F</kbd>
      </button>
    </span>
  );
}

const sealIcons: Record<SealTone, 'check' | 'retry' | 'warning' | 'error' | 'ring'> = {
  success: 'check',
  info: 'retry',
  warning: 'warning',
  error: 'error',
  muted: 'ring',
};

export function Seal({ tone, word, text }: { tone: SealTone; word: string; text: string }) {
  return (
    <span className={`log-seal tone-${tone}`} title={`${word}: ${text}`}>
      <Icon name={sealIcons[tone]} size={14} />
      <span>
        <strong>{word}</strong>: {text}
      </span>
    </span>
  );
}

/** What is left of the window below the toolbar, so that the lines scroll and the page does not. */
function useRestOfWindow(frame: React.RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(480);
  useEffect(() => {
    const measure = () => {
      const body = frame.current?.parentElement;
      if (!body) return;
      const top = body.getBoundingClientRect().top + window.scrollY;
      const foot = body.parentElement?.querySelector<HTMLElement>('.log-foot')?.offsetHeight ?? LEAST_FOOT;
      const below = GAP + foot + GAP;
      setHeight(Math.max(LEAST_HEIGHT, Math.round(window.innerHeight - top - below)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    const section = frame.current?.closest('.log');
    const page = section?.parentElement?.closest('.page') ?? section;
    if (section) observer.observe(section);
    if (page && page !== section) for (const child of page.children) observer.observe(child);
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [frame]);
  return height;
}
