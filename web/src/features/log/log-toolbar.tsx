import { Popover } from '@mantine/core';
import { type FormEvent, type ReactNode, type RefObject, useEffect, useState } from 'react';
import { saveBlob } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import type { LogVolume } from '@/shared/api/types';
import { formatBytes, formatCount, plural } from '@/shared/format/format';
import { openShortcutSheet } from '@/shared/keys/use-shortcuts';
import { Button, IconButton } from '@/shared/ui/button';
import { Segmented, Toggle } from '@/shared/ui/field';
import { Icon, type IconName } from '@/shared/ui/icon';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import type { Found } from './finder';
import { type Download, isFiltering, type LogApi, type LogId } from './log-api';
import { levels, levelWords, streams } from './log-line';
import { filterOf, type LogSearchParams } from './log-search';
import type { LogSession, LogStatus } from './log-session';
import type { TimeMode, ViewOptions } from './log-view';
import { parseMoment, toField } from './moment';

interface ToolbarProps {
  api: LogApi;
  log: LogId;
  session: LogSession;
  status: LogStatus;
  search: LogSearchParams;
  setSearch: (change: Partial<LogSearchParams>) => void;
  found: Found;
  /** The expression takes too long for this browser: matches are counted and gone to, but not marked. */
  unmarked: boolean;
  onMatch: (direction: 1 | -1) => void;
  options: ViewOptions;
  setOptions: (change: Partial<ViewOptions>) => void;
  onTime: (time: string) => void;
  findInput: RefObject<HTMLInputElement | null>;
  timeInput: RefObject<HTMLInputElement | null>;
  volume: LogVolume | undefined;
}

export function LogToolbar(props: ToolbarProps): ReactNode {
  const { status, search, setSearch, session } = props;
  const attempts = status.summary?.attempts ?? [];
  return (
    <div className="log-toolbar" role="toolbar" aria-label="Log">
      <FindField {...props} />
      <LevelMenu {...props} />
      <FilterMenu {...props} />
      <TimeField {...props} />
      {attempts.length > 1 && (
        <label className="log-attempt">
          <span className="visually-hidden">Attempt</span>
          <select
            className="input select"
            value={status.attempt ?? ''}
            onChange={(event) => {
              const attempt = Number(event.target.value);
              setSearch({ attempt: attempt === attempts.at(-1)?.attempt ? undefined : attempt });
            }}
          >
            {attempts.map((one) => (
              <option key={one.attempt} value={one.attempt}>
                {`Attempt ${one.attempt} · ${formatCount(one.stored)}`}
              </option>
            ))}
          </select>
        </label>
      )}
      <span className="grow" />
      <ViewMenu {...props} />
      <DownloadMenu {...props} />
      <IconButton icon="keyboard" label="Keyboard shortcuts" onClick={openShortcutSheet} />
      {isFiltering(session.filter) && status.phase === 'ready' && <FilterChips search={search} setSearch={setSearch} />}
    </div>
  );
}

function Drop({
  label,
  icon,
  on = false,
  width,
  children,
}: {
  label: string;
  icon?: IconName;
  on?: boolean;
  width?: number;
  children: ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={width ?? 280}
      transitionProps={{ duration: 0 }}
      trapFocus
      returnFocus
      withRoles
    >
      <Popover.Target>
        <button
          type="button"
          className={`button button-default${on ? ' log-on' : ''}`}
          onClick={() => setOpened(!opened)}
        >
          {icon && <Icon name={icon} />}
          <span>{label}</span>
          <Icon name="chevronDown" size={12} />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="stack">{children}</div>
      </Popover.Dropdown>
    </Popover>
  );
}

function FindField({ search, setSearch, found, unmarked, onMatch, findInput }: ToolbarProps) {
  const [text, setText] = useState(search.find ?? '');
  useEffect(() => setText(search.find ?? ''), [search.find]);
  const put = (next: string) => {
    setText(next);
    setSearch({ find: next === '' ? undefined : next, ...(next === '' ? { only: undefined } : {}) });
  };
  const failed = found.state === 'failed';
  return (
    <search className={`log-find${failed ? ' log-find-failed' : ''}`}>
      <Icon name="search" />
      <input
        ref={findInput}
        type="text"
        value={text}
        placeholder="Search the whole log"
        aria-label="Search the whole log"
        aria-invalid={failed || undefined}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => put(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            onMatch(event.shiftKey ? -1 : 1);
          } else if (event.key === 'Escape') {
            event.preventDefault();
            if (text !== '') put('');
            else event.currentTarget.blur();
          }
        }}
      />
      <span className="log-found tabular" aria-live="polite">
        <FoundWords found={found} />
        {unmarked && <span title="The expression takes too long for this browser"> · not marked</span>}
      </span>
      <ToggleKey
        label="Regular expression"
        on={search.regex === true}
        onChange={(on) => setSearch({ regex: on ? true : undefined })}
      >
        .*
      </ToggleKey>
      <ToggleKey
        label="Upper and lower case"
        on={search.case === true}
        onChange={(on) => setSearch({ case: on ? true : undefined })}
      >
        Aa
      </ToggleKey>
      <IconButton
        icon="arrowUp"
        label="Previous match (p)"
        className="icon-button-small"
        disabled={found.total === 0}
        onClick={() => onMatch(-1)}
      />
      <IconButton
        icon="arrowDown"
        label="Next match (n)"
        className="icon-button-small"
        disabled={found.total === 0}
        onClick={() => onMatch(1)}
      />
      {search.find !== undefined && (
        <label className="log-only">
          <span className="visually-hidden">Lines to show</span>
          <select
            value={search.only ?? 'all'}
            onChange={(event) =>
              setSearch({ only: event.target.value === 'all' ? undefined : Number(event.target.value) })
            }
          >
            <option value="all">all lines</option>
            <option value="0">matches only</option>
            <option value="2">matches ± 2</option>
            <option value="5">matches ± 5</option>
            <option value="20">matches ± 20</option>
          </select>
        </label>
      )}
    </search>
  );
}

function ToggleKey({
  label,
  on,
  onChange,
  children,
}: {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className="log-key"
      aria-pressed={on}
      aria-label={label}
      title={label}
      onClick={() => onChange(!on)}
    >
      {children}
    </button>
  );
}

function FoundWords({ found }: { found: Found }) {
  if (found.state === 'none') return null;
  if (found.state === 'failed') {
    const { detail } = toProblem(found.error);
    return (
      <span className="tone-error" title={detail}>
        {detail}
      </span>
    );
  }
  if (found.state === 'searching') {
    return (
      <>{found.searched > 0 ? `${formatCount(found.total)} in ${formatCount(found.searched)} lines…` : 'searching…'}</>
    );
  }
  if (found.total === 0) return <>no match</>;
  return (
    <>
      {found.index > 0
        ? `${formatCount(found.index)} / ${formatCount(found.total)}`
        : plural(found.total, 'match', 'matches')}
    </>
  );
}

function LevelMenu({ status, search, setSearch, session }: ToolbarProps) {
  const chosen = search.level ?? [];
  const counts = session.attempt?.levels;
  const words = chosen.length === 0 ? 'Level' : chosen.map((level) => levelWords[level]).join(', ');
  return (
    <Drop label={words} on={chosen.length > 0} width={240}>
      <fieldset className="check-list log-levels">
        <legend className="visually-hidden">Levels</legend>
        {levels.map((level) => (
          <label key={level} className={`level-${level}`}>
            <input
              type="checkbox"
              checked={chosen.includes(level)}
              onChange={(event) => {
                const next = levels.filter((one) => (one === level ? event.target.checked : chosen.includes(one)));
                setSearch({ level: next.length === 0 || next.length === levels.length ? undefined : next });
              }}
            />
            <span className="grow">{levelWords[level]}</span>
            {counts && <span className="muted tabular">{formatCount(counts[level])}</span>}
          </label>
        ))}
      </fieldset>
      <div className="row">
        <button
          type="button"
          className="link-button"
          onClick={() => setSearch({ level: ['critical', 'error', 'warning'] })}
        >
          Warnings and worse
        </button>
        <button type="button" className="link-button" onClick={() => setSearch({ level: undefined })}>
          All
        </button>
      </div>
      {status.phase === 'loading' && <span className="muted small">reading…</span>}
    </Drop>
  );
}

function FilterMenu({ search, setSearch, status, options }: ToolbarProps) {
  const on = Boolean(search.stream?.length || search.phase?.length || search.since || search.until);
  const utc = options.times === 'utc';
  const phases = [...new Set([...status.phases, ...(search.phase ?? [])])];
  return (
    <Drop label="Filter" on={on}>
      <fieldset className="check-list">
        <legend>Output</legend>
        {streams.map((stream) => (
          <label key={stream}>
            <input
              type="checkbox"
              checked={search.stream?.includes(stream) ?? false}
              onChange={(event) => {
                const next = streams.filter((one) =>
                  one === stream ? event.target.checked : search.stream?.includes(one),
                );
                setSearch({ stream: next.length === 0 || next.length === streams.length ? undefined : next });
              }}
            />
            <span>{stream === 'log' ? 'logging' : stream}</span>
          </label>
        ))}
      </fieldset>
      {phases.length > 0 && (
        <fieldset className="check-list">
          <legend>Phase</legend>
          {phases.map((phase) => (
            <label key={phase}>
              <input
                type="checkbox"
                checked={search.phase?.includes(phase) ?? false}
                onChange={(event) => {
                  const next = phases.filter((one) =>
                    one === phase ? event.target.checked : search.phase?.includes(one),
                  );
                  setSearch({ phase: next.length === 0 ? undefined : next });
                }}
              />
              <span>{phase}</span>
            </label>
          ))}
        </fieldset>
      )}
      <Moment label="From" value={search.since} utc={utc} onChange={(since) => setSearch({ since })} />
      <Moment label="Before" value={search.until} utc={utc} onChange={(until) => setSearch({ until })} />
    </Drop>
  );
}

function Moment({
  label,
  value,
  utc,
  onChange,
}: {
  label: string;
  value: string | undefined;
  utc: boolean;
  onChange: (value: string | undefined) => void;
}) {
  const id = `log-moment-${label}`;
  return (
    <div className="field">
      <label htmlFor={id}>{`${label} (${utc ? 'UTC' : 'local time'})`}</label>
      <input
        id={id}
        className="input"
        type="datetime-local"
        step="1"
        value={value ? toField(value, utc) : ''}
        onChange={(event) => onChange(event.target.value === '' ? undefined : parseMoment(event.target.value, utc, 0))}
      />
    </div>
  );
}

function TimeField({ onTime, options, timeInput, session }: ToolbarProps) {
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const utc = options.times === 'utc';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const attempt = session.attempt;
    const around = Date.parse(attempt?.firstTime ?? '') || Date.now();
    const time = parseMoment(text, utc, around);
    setWrong(time === undefined);
    if (time) onTime(time);
  };
  return (
    <form className="log-time-field" onSubmit={submit}>
      <input
        ref={timeInput}
        className="input"
        value={text}
        placeholder="Go to 14:03:22"
        aria-label={`Go to time (${utc ? 'UTC' : 'local'})`}
        aria-invalid={wrong || undefined}
        title={wrong ? 'A time like 14:03:22 or 2026-11-23 14:03:22' : 'The first line at this time or later'}
        onChange={(event) => {
          setText(event.target.value);
          setWrong(false);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </form>
  );
}

const timeWords: readonly { value: TimeMode; label: string }[] = [
  { value: 'local', label: 'Local' },
  { value: 'utc', label: 'UTC' },
  { value: 'relative', label: 'Relative' },
  { value: 'off', label: 'Off' },
];

function ViewMenu({ options, setOptions }: ToolbarProps) {
  return (
    <Drop label="View" icon="eye" width={300}>
      <Segmented
        label="Times"
        value={options.times}
        options={timeWords}
        onChange={(value) => setOptions({ times: value as TimeMode })}
      />
      <div className="log-toggles">
        <Toggle label="Wrap long lines" checked={options.wrap} onChange={(wrap) => setOptions({ wrap })} />
        <Toggle
          label="Colours of the program (ANSI)"
          checked={options.colours}
          onChange={(colours) => setOptions({ colours })}
        />
        <Toggle label="Name of the logger" checked={options.logger} onChange={(logger) => setOptions({ logger })} />
        <Toggle
          label="Fold stack traces"
          checked={options.foldTraces}
          onChange={(foldTraces) => setOptions({ foldTraces })}
        />
        <Toggle
          label="Repeats in one line"
          checked={options.collapseRepeats}
          onChange={(collapseRepeats) => setOptions({ collapseRepeats })}
        />
        <Toggle
          label="Progress bars in one line"
          checked={options.collapseProgress}
          onChange={(collapseProgress) => setOptions({ collapseProgress })}
        />
        <Toggle
          label="Copy with numbers and times"
          checked={options.copy.prefixes}
          onChange={(prefixes) => setOptions({ copy: { prefixes } })}
        />
      </div>
    </Drop>
  );
}

function DownloadMenu({ api, log, session, status, search, found }: ToolbarProps) {
  const [format, setFormat] = useState<Download['format']>('text');
  const [gzip, setGzip] = useState(false);
  const [prefix, setPrefix] = useState(false);
  const [busy, setBusy] = useState(false);
  const { attempt } = session;
  const filter = filterOf(search);
  const filtered = isFiltering(filter);
  const save = async (part: 'whole' | 'filtered') => {
    if (!attempt) return;
    setBusy(true);
    try {
      const { blob, lines } = await api.download(attempt.attempt, part === 'whole' ? {} : filter, {
        format,
        gzip,
        prefix,
      });
      const name = `${log.kind}-${log.id.slice(0, 8)}${attempt.attempt > 1 ? `-attempt-${attempt.attempt}` : ''}${part === 'filtered' ? '-filtered' : ''}`;
      saveBlob(blob, `${name}.${format === 'text' ? 'log' : 'jsonl'}${gzip ? '.gz' : ''}`);
      toastSuccess(`${lines === undefined ? 'The log' : plural(lines, 'line')} downloaded, ${formatBytes(blob.size)}`);
    } catch (error) {
      toastProblem('The log could not be downloaded', error);
    } finally {
      setBusy(false);
    }
  };
  const stored = attempt ? attempt.stored - attempt.removedLines : 0;
  return (
    <Drop label="Download" icon="download" width={300}>
      <Segmented
        label="Format"
        value={format}
        options={[
          { value: 'text', label: 'Text' },
          { value: 'jsonl', label: 'JSON lines' },
        ]}
        onChange={(value) => setFormat(value as Download['format'])}
      />
      <div className="log-toggles">
        <Toggle label="Compressed (gzip)" checked={gzip} onChange={setGzip} />
        {format === 'text' && <Toggle label="Time and level before each line" checked={prefix} onChange={setPrefix} />}
      </div>
      <Button kind="primary" icon="download" busy={busy} disabled={!attempt} onClick={() => void save('whole')}>
        {`Whole log: ${plural(stored, 'line')}`}
      </Button>
      {filtered && (
        <Button icon="download" busy={busy} onClick={() => void save('filtered')}>
          {`Filtered lines only${filter.q !== undefined && found.state === 'done' ? `: ${formatCount(found.total)}` : ''}`}
        </Button>
      )}
      {status.summary && status.summary.attempts.length > 1 && (
        <p className="muted small">{`Of attempt ${status.attempt}.`}</p>
      )}
    </Drop>
  );
}

function FilterChips({ search, setSearch }: Pick<ToolbarProps, 'search' | 'setSearch'>) {
  const chips: { key: string; words: string; off: Partial<LogSearchParams> }[] = [];
  if (search.level)
    chips.push({
      key: 'level',
      words: search.level.map((one) => levelWords[one]).join(', '),
      off: { level: undefined },
    });
  if (search.stream) chips.push({ key: 'stream', words: search.stream.join(', '), off: { stream: undefined } });
  if (search.phase) chips.push({ key: 'phase', words: `phase ${search.phase.join(', ')}`, off: { phase: undefined } });
  if (search.since || search.until)
    chips.push({
      key: 'time',
      words: `${search.since ? `from ${search.since.slice(11, 19)}` : ''}${search.until ? ` before ${search.until.slice(11, 19)}` : ''} UTC`,
      off: { since: undefined, until: undefined },
    });
  if (search.find && search.only !== undefined)
    chips.push({ key: 'only', words: `matches of «${search.find}»`, off: { only: undefined } });
  return (
    <div className="log-chips">
      <span className="muted">Only</span>
      {chips.map((chip) => (
        <span key={chip.key} className="chip">
          {chip.words}
          <button type="button" aria-label={`Remove the filter ${chip.words}`} onClick={() => setSearch(chip.off)}>
            <Icon name="close" size={12} />
          </button>
        </span>
      ))}
    </div>
  );
}
