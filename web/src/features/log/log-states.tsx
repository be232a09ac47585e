import { type ReactNode, useEffect, useRef } from 'react';
import type { LogAttempt, LogGap, LogLine, LogPage, LogVolume } from '@/shared/api/types';
import { BIDI_NAME, LONG_NAME, sampleRun, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import type { LogApi } from './log-api';
import { LogCounts } from './log-counts';
import { LogSession } from './log-session';
import { LogView, type ViewOptions } from './log-view';
import { FollowState, LogViewer, Seal } from './log-viewer';
import { PlainMarks } from './marks';
import { sealOf } from './seal';
import { VolumeChart } from './volume-chart';
import './log.css';

const nothing = () => undefined;
const START = Date.parse('2026-11-23T14:03:22Z');
const ROW = 20;

// ----------------------------------------------------------------------------------------------------------------------- lines

/** A line, and how many numbers before it are not there. */
type Said = Partial<LogLine> & { text: string; skip?: number };

function linesOf(said: readonly Said[]): LogLine[] {
  let seq = 0;
  return said.map(({ skip = 0, ...more }, at) => {
    seq += 1 + skip;
    return {
      attempt: 1,
      seq,
      time: new Date(START + at * 137).toISOString(),
      level: 'info',
      stream: 'log',
      logger: 'trainer.loop',
      phase: 'training',
      bytes: more.text.length,
      truncated: false,
      binary: false,
      ...more,
    };
  });
}

const trace = [
  'Traceback (most recent call last):',
  '  File "/srv/tabular/train.py", line 212, in fit',
  '    model.fit(rows, target)',
  'ValueError: Input contains NaN, infinity or a value too large.',
];
const progress = [10, 35, 60, 85, 100];

const every = linesOf([
  { text: 'epoch=13 step=48117 loss=0.2140' },
  { text: 'a word for developers', level: 'debug' },
  { text: 'the learning rate is large', level: 'warning' },
  { text: 'a batch was left out', level: 'error' },
  { text: 'the device is gone', level: 'critical' },
  { text: '\u001b[32mgreen\u001b[0m \u001b[1;31mbold and red\u001b[0m \u001b[44mon blue\u001b[0m' },
  { text: '\u001b[38;5;208mof 256 colours\u001b[0m \u001b[38;2;120;180;60mof all colours\u001b[0m' },
  { text: '\u001b[2mdim\u001b[0m \u001b[3mitalic\u001b[0m \u001b[4munderlined\u001b[0m \u001b[9mstruck\u001b[0m' },
  { text: 'control signs: \u0007 \u0000 \u001b[999q and a tab\there' },
  { text: `renamed to ${BIDI_NAME}` },
  { text: '損失は0.214です 🚂 wide signs take two places' },
  ...progress.map((percent) => ({ text: `\r${percent} %|${'█'.repeat(percent / 10)}|`, stream: 'stderr' as const })),
  ...Array.from({ length: 4 }, () => ({ text: 'waits for the next batch' })),
  ...trace.map((text) => ({ text, stream: 'stderr' as const, level: 'error' as const })),
  { text: `could not be read\n${trace.join('\n')}`, level: 'error' },
  { text: 'first of three\nsecond\nthird' },
  { text: '{"event":"epoch","loss":0.214,"lr":0.001}', logger: 'metrics' },
  { text: `${'0123456789 '.repeat(40)}and so on`, truncated: true, bytes: 20_000_000 },
  { text: 'cut by who sent it', cut: 70_000 },
  { text: 'bytes that are no text: \ufffd\ufffd', binary: true },
  { text: 'a logger with a long name', logger: LONG_NAME },
  { text: '' },
  { text: 'after lines that are lost', skip: 4 },
  { text: 'after lines that are asked for again', skip: 5 },
  { text: 'after lines that are past their time', skip: 3 },
  { text: 'the end', level: 'info', stream: 'stdout', logger: '' },
]);

/** The numbers that are not there, each stretch with what became of it. */
const kinds: readonly LogGap['kind'][] = ['missing', 'pending', 'removed'];
const gaps: LogGap[] = every
  .flatMap((line, at) => {
    const before = every[at - 1]?.seq ?? 0;
    return line.seq > before + 1 ? [{ from: before + 1, to: line.seq - 1 }] : [];
  })
  .map((gap, at) => ({ ...gap, kind: kinds[at] ?? 'missing' }));
const last = every.at(-1)?.seq ?? 0;

const attemptOf = (more: Partial<LogAttempt> = {}): LogAttempt => ({
  attempt: 1,
  seal: 'complete',
  highest: last,
  stored: every.length,
  missingLines: 0,
  removedLines: 0,
  totalLines: last,
  totalHash: null,
  hash: null,
  sealedAt: null,
  levels: { critical: 1, error: 6, warning: 1, info: 30, debug: 1 },
  firstError: 4,
  firstTime: new Date(START).toISOString(),
  lastTime: new Date(START + every.length * 137).toISOString(),
  gaps: [],
  gapCount: 0,
  ...more,
});

const pageOf = (lines: readonly LogLine[], more: Partial<LogPage> = {}): LogPage => ({
  attempt: 1,
  lines: [...lines],
  gaps: [],
  first: lines[0]?.seq ?? 1,
  last: lines.at(-1)?.seq ?? 0,
  more: { before: false, after: false },
  anchor: null,
  highest: lines.at(-1)?.seq ?? 0,
  position: 'gallery',
  complete: true,
  ...more,
});

const volume: LogVolume = {
  attempt: 1,
  from: new Date(START).toISOString(),
  bucketSeconds: 1,
  critical: Array.from({ length: 60 }, (_, at) => (at === 41 ? 2 : 0)),
  error: Array.from({ length: 60 }, (_, at) => (at % 17 === 3 ? 4 : 0)),
  warning: Array.from({ length: 60 }, (_, at) => at % 5),
  info: Array.from({ length: 60 }, (_, at) => 20 + (at % 7) * 6),
  debug: Array.from({ length: 60 }, (_, at) => (at > 30 ? 12 : 0)),
};

interface SampleLog {
  page?: LogPage | Error;
  attempts?: readonly LogAttempt[];
  /** They come a moment later. */
  arriving?: readonly string[];
}

const waits = <T,>() => new Promise<T>(() => undefined);

/** A backend of samples. What lies before its page is waited for without end. */
function sampleLog({ page, attempts = [attemptOf()], arriving = [] }: SampleLog): LogApi {
  const answer = async () => {
    if (page === undefined) return waits<LogPage>();
    if (page instanceof Error) throw page;
    return page;
  };
  return {
    page: (_attempt, place) => (place.before === undefined ? answer() : waits<LogPage>()),
    summary: async () => ({ position: 'gallery', attempts: [...attempts], retentionDays: 30 }),
    search: async () => ({
      attempt: 1,
      total: 0,
      complete: true,
      searchedLines: every.length,
      searchedThrough: last,
      numbers: [],
      first: 0,
    }),
    volume: async () => volume,
    line: () => waits(),
    download: () => Promise.reject(storeAway),
    follow: (_after, handler) => {
      if (arriving.length === 0) return nothing;
      const timer = setTimeout(() => {
        const same = <T,>(value: T) => arriving.map(() => value);
        handler.onBatch([
          {
            type: 'lines',
            attempt: 1,
            seq: arriving.map((_, at) => last + 1 + at),
            time: same(Date.now() / 1000),
            level: arriving.map((_, at) => (at === 2 ? 3 : 6)),
            stream: same(0),
            logger: same('trainer.loop'),
            phase: same('training'),
            text: arriving,
          },
        ]);
      }, 300);
      return () => clearTimeout(timer);
    },
  };
}

const arriving = Array.from({ length: 12 }, (_, at) => `epoch=14 step=${48_200 + at} loss=0.21${at}`);
const whole = pageOf(every, { gaps });
const part = pageOf(
  every.filter((line) => line.seq > 20),
  { more: { before: true, after: false } },
);
const empty = pageOf([]);
const nobody = attemptOf({ stored: 0, highest: 0, firstError: null, seal: 'open', firstTime: null, lastTime: null });
const lost = attemptOf({ seal: 'incomplete', gaps, gapCount: gaps.length, missingLines: 4, removedLines: 3 });

const logs: readonly (readonly [name: string, log: SampleLog, active: boolean, failed?: boolean])[] = [
  ['Log: ended and complete', { page: whole }, false],
  ['Log: followed live', { page: whole, attempts: [attemptOf({ seal: 'open' })], arriving }, true],
  ['Log: paused while lines come', { page: whole, attempts: [attemptOf({ seal: 'open' })], arriving }, true, true],
  ['Log: lines are lost', { page: whole, attempts: [lost] }, false],
  [
    'Log: a part is not loaded, of the second attempt',
    {
      page: { ...part, attempt: 2 },
      attempts: [attemptOf({ seal: 'unknown_end' }), attemptOf({ attempt: 2, seal: 'repairing', missingLines: 5 })],
    },
    false,
  ],
  ['Log: no line yet', { page: empty, attempts: [nobody] }, true],
  ['Log: no line', { page: empty, attempts: [nobody] }, false],
  ['Log: loading', {}, false],
  ['Log: cannot be read', { page: storeAway }, false],
];
const sources = logs.map(([, log]) => sampleLog(log));

/** The log viewer, and the rows in it, in every state. */
export function LogStates(): ReactNode {
  return (
    <>
      <Specimens title="Rows">
        {looks.map(({ name, options, marked, rows }) => (
          <Specimen key={name} name={name} wide>
            <Rows name={name} options={options} marked={marked} rows={rows} />
          </Specimen>
        ))}
      </Specimens>
      <Specimens title="Log viewer">
        {logs.map(([name, , active, failed], at) => (
          <Specimen key={name} name={name} wide>
            <LogViewer
              log={{ kind: 'run', id: `gallery-log-${at}` }}
              backend={sources[at]}
              active={active}
              failed={failed}
              empty="Lines appear here as soon as the run writes some."
            />
          </Specimen>
        ))}
      </Specimens>
      <Feet />
      <Counts />
    </>
  );
}

// ------------------------------------------------------------------------------------------------------------------------ rows

const plain: ViewOptions = {
  wrap: false,
  colours: true,
  times: 'utc',
  logger: true,
  foldTraces: true,
  collapseRepeats: true,
  collapseProgress: true,
  copy: { prefixes: false },
};

interface Look {
  name: string;
  options: ViewOptions;
  /** Lines that are selected, and a word that was found. */
  marked: boolean;
  rows: number;
}

const looks: readonly Look[] = [
  { name: 'Rows of every kind', options: plain, marked: false, rows: 28 },
  { name: 'Rows: selected, and with what was found', options: plain, marked: true, rows: 28 },
  {
    name: 'Rows: nothing is folded, without colours, in relative time',
    options: {
      ...plain,
      colours: false,
      times: 'relative',
      foldTraces: false,
      collapseRepeats: false,
      collapseProgress: false,
    },
    marked: false,
    rows: 45,
  },
  {
    name: 'Rows: wrapped, without loggers and times',
    options: { ...plain, wrap: true, logger: false, times: 'off' },
    marked: false,
    rows: 34,
  },
];

const rowEvents = { onSelect: nothing, onOpenLine: nothing, onCopied: nothing };

function Rows({ name, options, marked, rows }: Look) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!frame.current) return;
    const session = new LogSession(sampleLog({ page: whole, attempts: [lost] }));
    const view = new LogView(frame.current, session, options, rowEvents);
    if (marked) {
      view.setSelection({ from: 2, to: 4 });
      view.setMarks(new PlainMarks(/batch/g));
    }
    void session.open({ kind: 'start' }, undefined);
    return () => {
      view.close();
      session.close();
    };
  }, [options, marked]);
  return (
    <div className="log">
      <div className="log-body" style={{ height: rows * ROW }}>
        <div
          className="log-frame"
          ref={frame}
          role="log"
          aria-live="off"
          aria-label={name}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
        />
      </div>
    </div>
  );
}

// ------------------------------------------------------------------------------------------------------------- around the rows

const still = { active: false, following: false, pausedAt: 0, newLines: 0, newErrors: 0, rate: 0, onResume: nothing };

const follows = [
  ['Foot: following', { ...still, active: true, following: true, rate: 5000 }],
  ['Foot: the end of the log', { ...still, following: true }],
  ['Foot: paused', { ...still, active: true, pausedAt: 48_117, newLines: 1_234_567, newErrors: 1, rate: 5000 }],
  ['Foot: not at the end', still],
] as const;

const seals: readonly (readonly [name: string, attempt: LogAttempt])[] = [
  ['Seal: open', attemptOf({ seal: 'open' })],
  ['Seal: open, lines are sent again', attemptOf({ seal: 'open', missingLines: 12 })],
  ['Seal: repairing', attemptOf({ seal: 'repairing', missingLines: 284 })],
  ['Seal: checked', attemptOf({ seal: 'repairing' })],
  ['Seal: complete', attemptOf({ seal: 'complete', removedLines: 40_000 })],
  ['Seal: incomplete', lost],
  ['Seal: another hash', attemptOf({ seal: 'incomplete' })],
  ['Seal: the end is unknown', attemptOf({ seal: 'unknown_end', missingLines: 2 })],
];

function Feet() {
  return (
    <Specimens title="Below the rows">
      {follows.map(([name, state]) => (
        <Specimen key={name} name={name}>
          <div className="log-foot">
            <FollowState {...state} />
          </div>
        </Specimen>
      ))}
      {seals.map(([name, attempt]) => (
        <Specimen key={name} name={name}>
          <div className="log-foot">
            <Seal {...sealOf(attempt)} />
          </div>
        </Specimen>
      ))}
    </Specimens>
  );
}

function Counts() {
  return (
    <Specimens title="Volume and counts">
      <Specimen name="Volume by level" wide>
        <VolumeChart volume={volume} utc onTime={nothing} onRange={nothing} />
      </Specimen>
      <Specimen name="Counts: none">
        <LogCounts run={sampleRun('quiet')} zeros />
      </Specimen>
      <Specimen name="Counts: few">
        <LogCounts run={sampleRun('some', { logWarnings: 3, logErrors: 1 })} />
      </Specimen>
      <Specimen name="Counts: very many">
        <LogCounts run={sampleRun('loud', { logWarnings: 48_211, logErrors: 1_234_567 })} />
      </Specimen>
    </Specimens>
  );
}
