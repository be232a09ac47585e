import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Run, TimelineStep } from '@/shared/api/types';
import { formatClock, formatCount, formatDate, formatDuration, plural } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { CopyButton } from '@/shared/ui/copy-button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { SelectField, Toggle } from '@/shared/ui/field';
import { TableFrame } from '@/shared/ui/table-frame';
import { runTimelineQuery } from './queries';
import type { RunSearch } from './run-search';
import { attemptsOf, axisOf, lifeOf, spansOf } from './timeline';

/** Every station of the run from the click to the screen, to the millisecond, under one trace id. */
export function TimelineTab({ run, active }: { run: Run; active: boolean }) {
  const timeline = useQuery(runTimelineQuery(run.id));
  const search = useSearch({ strict: false }) as RunSearch;
  const navigate = useNavigate();
  const [collapse, setCollapse] = useState(true);
  const all = timeline.data?.steps;
  const attempts = useMemo(() => attemptsOf(all ?? []), [all]);
  const attempt = attempts.find((one) => one === search.attempt);
  const hideDone = search.hide === 'succeeded';
  const steps = useMemo(
    () => (all ?? []).filter((step) => attempt === undefined || step.attempt === attempt),
    [all, attempt],
  );
  const change = (next: Pick<RunSearch, 'attempt' | 'hide'>) =>
    void navigate({
      to: '.',
      search: (known: Record<string, unknown>) => ({ ...known, ...next }),
      replace: true,
      resetScroll: false,
    } as never);
  if (timeline.isPending) return <Skeleton rows={6} />;
  if (!timeline.data) return <ProblemView error={timeline.error} onRetry={() => void timeline.refetch()} />;
  const life = lifeOf(steps);
  const first = life[0];
  const last = life.at(-1);
  if (!first || !last) {
    return (
      <EmptyState icon="clock" title="No events yet">
        Each step of the run is listed here: accepted, queued, started, ended.
      </EmptyState>
    );
  }
  const { traceId } = timeline.data;
  const isGrowing = active && (attempt === undefined || attempt === run.attempt);
  const whole = attempt === undefined ? 'request' : `first step of attempt ${attempt}`;
  return (
    <div className="stack">
      <div className="row spread">
        <p className="muted">
          {formatDuration(Date.parse(last.at) - Date.parse(first.at))} from the {whole} to the last step
          {isGrowing ? ' so far' : ''}, on {formatDate(first.at).slice(0, 10)}
          {run.staleEvents > 0 && `; ${plural(run.staleEvents, 'late event')} of earlier attempts refused`}
        </p>
        {traceId && (
          <span className="row muted">
            Trace <code>{traceId}</code>
            <CopyButton text={traceId} label="Copy trace id" />
          </span>
        )}
      </div>
      <div className="row timeline-tools">
        {attempts.length > 1 && (
          <SelectField
            label="Attempt"
            value={attempt === undefined ? '' : String(attempt)}
            onChange={(value) => change({ attempt: value === '' ? undefined : Number(value) })}
            options={[
              { value: '', label: 'All attempts' },
              ...attempts.map((one) => ({ value: String(one), label: `Attempt ${one}` })),
            ]}
          />
        )}
        <Toggle
          label="Hide succeeded"
          checked={hideDone}
          onChange={(hides) => change({ hide: hides ? 'succeeded' : undefined })}
        />
        <Toggle label="Collapse idle gaps" checked={collapse} onChange={setCollapse} />
      </div>
      <Spans steps={life} growing={isGrowing} numbered={attempts.length > 1} hideDone={hideDone} collapse={collapse} />
      <TableFrame label="Timeline">
        <table className="table timeline" aria-label="Timeline">
          <thead>
            <tr>
              <th>Time</th>
              <th className="number">After</th>
              <th>Step</th>
              <th className="number">Attempt</th>
              <th>Where</th>
              <th>Detail</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step, at) =>
              hideDone && !isOpen(step, at === steps.length - 1 && isGrowing) ? null : (
                // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever appended
                <tr key={at} className={`step-${step.step}`}>
                  <td>
                    <time dateTime={step.at} title={step.at}>
                      {formatClock(step.at, true)}
                    </time>
                  </td>
                  <td className="number gap">{at > 0 ? `+ ${formatDuration(step.millisSincePrevious)}` : ''}</td>
                  <td>{stepWords[step.step]}</td>
                  <td className="number">{step.attempt ? step.attempt : '–'}</td>
                  <td>
                    <Place step={step} />
                  </td>
                  <td className="muted">{step.detail}</td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}

const troubles: readonly TimelineStep['step'][] = ['lost_contact', 'retrying', 'command_republished', 'stop_requested'];

/** Whether a step went wrong or is where the run is now. */
const isOpen = (step: TimelineStep, isNow: boolean) =>
  isNow || troubles.includes(step.step) || (step.step === 'finished' && step.detail !== 'succeeded');

const stepWords: Record<TimelineStep['step'], string> = {
  accepted: 'Accepted',
  outbox: 'Command stored',
  published: 'Command on Kafka',
  queued: 'Queued',
  starting: 'Handed to an instance',
  first_event: 'First event',
  running: 'Running',
  lost_contact: 'Lost contact',
  regained: 'Contact regained',
  retrying: 'Will be tried again',
  stop_requested: 'Stop requested',
  stop_delivered: 'Stop delivered',
  stop_acknowledged: 'Stop acknowledged',
  checkpoint_saved: 'Checkpoint saved',
  command_republished: 'Command sent again',
  last_event: 'Last event',
  finished: 'Finished',
  stored: 'End stored',
  pushed: 'Shown to a viewer',
  imported: 'Imported',
};

function Place({ step }: { step: TimelineStep }) {
  if (step.topic) {
    return (
      <span>
        <code>{step.topic}</code>{' '}
        <span className="muted">
          partition {step.partition}
          {step.offset !== undefined && `, offset ${formatCount(step.offset)}`}
        </span>
      </span>
    );
  }
  if (step.partition !== undefined && step.offset !== undefined) {
    return (
      <span className="muted">
        partition {step.partition}, offset {formatCount(step.offset)}
      </span>
    );
  }
  if (step.instance) {
    return (
      <span>
        {step.service} <code>{step.instance}</code>
      </span>
    );
  }
  return '–';
}

/** Where the time went, as bars on one axis. */
function Spans({
  steps,
  growing,
  numbered,
  hideDone,
  collapse,
}: {
  steps: readonly TimelineStep[];
  growing: boolean;
  numbered: boolean;
  hideDone: boolean;
  collapse: boolean;
}) {
  const now = useNow(growing);
  const all = spansOf(steps, growing ? now : undefined, numbered);
  const spans = hideDone ? all.filter((span) => span.state !== 'succeeded') : all;
  const { place, cut } = axisOf(all, collapse);
  if (all.length === 0) return null;
  if (spans.length === 0) return <p className="muted">Everything succeeded; nothing is left to show.</p>;
  return (
    <section className="spans" aria-label="Where the time went">
      {spans.map((span) => (
        <div key={`${span.word} ${span.from}`} className="span-row" data-state={span.state}>
          <span className="span-name">{span.word}</span>
          <span className="span-track" aria-hidden="true">
            <i
              className={`tone-${span.tone}${cut.includes(span) ? ' span-cut' : ''}`}
              style={{ left: `${place(span.from) * 100}%`, width: `${(place(span.to) - place(span.from)) * 100}%` }}
            />
          </span>
          <span className="span-time tabular">
            {formatDuration(span.to - span.from)}
            {cut.includes(span) && <span className="muted"> cut</span>}
          </span>
        </div>
      ))}
    </section>
  );
}
