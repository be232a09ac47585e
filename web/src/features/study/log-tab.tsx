import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { formatCount, plural } from '@/shared/format/format';
import { frames } from '@/shared/live/frame-scheduler';
import { Button } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { toastProblem } from '@/shared/ui/toasts';
import { type LineGroup, lineGroups, typesOf } from './line-groups';
import { LogLines } from './log-lines';
import { downloadStudyEvents, readStudyEvents } from './study-api';
import { type LineFilter, StudyLog } from './study-log';
import type { StudySession } from './study-session';
import { isOver } from './study-words';
import type { TabProps } from './tab-props';
import { TypedSearch } from './typed-search';

const HEIGHT = 560;

/** What the conductor of the study did, and what people asked of it: found, filtered, followed, saved. */
export function LogTab({ study, session, search, change }: TabProps): ReactNode {
  const { id, name } = study.run;
  const { lines: groups, of: trial, find } = search;
  const asked = (groups ?? []).join();
  const filter = useMemo<LineFilter>(
    () => ({ types: asked === '' ? [] : typesOf(asked.split(',') as LineGroup[]), trial, text: find }),
    [asked, trial, find],
  );
  const log = useStudyLog(id, filter, session);
  const isFiltered = groups !== undefined || trial !== undefined || find !== undefined;
  const save = useMutation({
    mutationFn: (format: 'text' | 'jsonl') =>
      downloadStudyEvents(id, filter, format, `${name}.${format === 'text' ? 'log' : 'jsonl'}`),
    onError: (problem) => toastProblem('The log could not be downloaded', problem),
  });
  const toggle = (group: LineGroup) => {
    const known = groups ?? [];
    const next = known.includes(group) ? known.filter((one) => one !== group) : [...known, group];
    change({ lines: next.length > 0 ? next : undefined }, { replace: true });
  };
  return (
    <div className="stack">
      <div className="row spread study-bar">
        <search className="row">
          <TypedSearch
            label="Find in the log"
            text={find}
            maxLength={200}
            onChange={(next) => change({ find: next }, { replace: true })}
          />
          <fieldset className="row">
            <legend className="visually-hidden">Lines that are shown</legend>
            {(Object.keys(lineGroups) as LineGroup[]).map((group) => (
              <button
                key={group}
                type="button"
                className="button study-filter"
                aria-pressed={groups?.includes(group) ?? false}
                onClick={() => toggle(group)}
              >
                {lineGroups[group].word}
              </button>
            ))}
          </fieldset>
          {trial !== undefined && (
            <span className="chip">
              trial {trial}{' '}
              <button type="button" className="link-button" onClick={() => change({ of: undefined })}>
                all trials
              </button>
            </span>
          )}
        </search>
        <div className="row">
          <span className="muted small tabular" role="status" data-testid="study-log-total">
            {log?.total !== undefined && `${plural(log.total, 'line')}${isFiltered ? ' match' : ''}`}
          </span>
          <Button icon="download" busy={save.isPending} onClick={() => save.mutate('text')}>
            Text
          </Button>
          <Button icon="download" busy={save.isPending} onClick={() => save.mutate('jsonl')}>
            JSON lines
          </Button>
        </div>
      </div>
      <LogBody
        log={log}
        hasEnded={isOver(study)}
        chosen={search.trial}
        onChoose={(number) => change({ trial: search.trial === number ? undefined : number }, { replace: true })}
        onShowAll={isFiltered ? () => change({ lines: undefined, of: undefined, find: undefined }) : undefined}
      />
    </div>
  );
}

/** The lines, or why there are none. */
export function LogBody({
  log,
  hasEnded,
  chosen,
  onChoose,
  onShowAll,
}: {
  log: StudyLog | undefined;
  hasEnded: boolean;
  chosen: number | undefined;
  onChoose: (trial: number) => void;
  /** Absent when nothing is left out. */
  onShowAll?: () => void;
}): ReactNode {
  return (
    <>
      {log?.error !== undefined && (
        <ProblemView
          error={log.error}
          kept={
            log.lines.length > 0 ? `The ${formatCount(log.lines.length)} lines that were read are shown.` : undefined
          }
          onRetry={() => log.retry()}
        />
      )}
      {log?.total === undefined ? (
        log?.error === undefined && <Skeleton rows={12} height={28} />
      ) : log.lines.length > 0 ? (
        <LogLines
          lines={log.lines}
          above={log.above}
          hasOlder={log.hasOlder}
          chosen={chosen}
          height={HEIGHT}
          onOlder={() => void log.readOlder()}
          onChoose={onChoose}
        />
      ) : onShowAll ? (
        <EmptyState icon="search" title="No line matches" action={<Button onClick={onShowAll}>Show all lines</Button>}>
          None of the lines fits everything that is chosen above.
        </EmptyState>
      ) : (
        <EmptyState icon="study" title="Nothing is written in this log">
          {hasEnded
            ? 'The study ended before studies had logs. Its trials tell what became of them.'
            : 'The first line comes with the next thing that happens.'}
        </EmptyState>
      )}
    </>
  );
}

/** The log of one filter; another one is read anew. */
function useStudyLog(studyId: string, filter: LineFilter, session: StudySession): StudyLog | undefined {
  const [log, setLog] = useState<StudyLog>();
  useEffect(() => {
    const made = new StudyLog({
      read: (place, signal) => readStudyEvents(studyId, filter, place, signal),
      register: (read) => frames.register(read),
    });
    const stop = session.news.watch(() => made.look());
    setLog(made);
    return () => {
      stop();
      made.close();
    };
  }, [studyId, filter, session]);
  useLogFeed(log);
  return log;
}

/** Draws again when lines have come: at most twice a second. */
export function useLogFeed(log: StudyLog | undefined): void {
  useSyncExternalStore(log?.feed.watch ?? watchNothing, log?.feed.current ?? zero);
}

const watchNothing = () => () => undefined;
const zero = () => 0;
