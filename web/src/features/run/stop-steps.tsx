import type { Run, RunStop } from '@/shared/api/types';
import { formatClock, formatDuration } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { Icon } from '@/shared/ui/icon';
import { isActive } from './rules';

interface Step {
  word: string;
  at: string | null;
  /** Beside the time. */
  note?: string;
}

function stepsOf(stop: RunStop, active: boolean): Step[] {
  const { mode } = stop;
  const steps: Step[] = [
    { word: mode === 'kill' ? 'Kill requested' : 'Stop requested', at: stop.requestedAt, note: stop.requestedBy.name },
    { word: 'Delivered to the service', at: stop.deliveredAt },
    { word: 'Acknowledged', at: stop.acknowledgedAt },
    { word: 'Results saved', at: stop.savedAt, note: stop.savedArtifact ?? undefined },
    { word: 'Ended', at: stop.endedAt },
  ];
  // Of a stop that is over, only what happened is worth a line.
  return active ? steps : steps.filter((step) => step.at !== null);
}

/** How far a stop is: each step with its time, and when patience ends. */
export function StopSteps({ run, stop }: { run: Run; stop: RunStop }) {
  const active = isActive(run);
  const steps = stepsOf(stop, active);
  const current = steps.findIndex((step) => step.at === null);
  return (
    <section className="stop-steps" aria-label="Stop, step by step">
      <ol>
        {steps.map((step, at) => (
          <li key={step.word} data-state={step.at ? 'done' : at === current ? 'next' : 'later'}>
            <Icon name={step.at ? 'check' : at === current ? 'dashed' : 'ring'} size={14} />
            <span>{step.word}</span>
            {step.at && (
              <time className="muted tabular" dateTime={step.at} title={step.at}>
                {formatClock(step.at, true)}
              </time>
            )}
            {step.note && <span className="muted">{step.note}</span>}
          </li>
        ))}
      </ol>
      {active && stop.killAt && <Patience until={stop.killAt} />}
    </section>
  );
}

function Patience({ until }: { until: string }) {
  const now = useNow(true);
  const left = Date.parse(until) - now;
  return (
    <p className="muted small tabular">
      {left > 0
        ? `It is killed in ${formatDuration(left)} if it has not ended by then.`
        : 'Its time is over: it is killed now.'}
    </p>
  );
}
