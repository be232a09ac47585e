import type { Run, RunKind } from '@/shared/api/types';
import { formatCount, formatDuration, formatNumber, NOTHING } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { durationMillis, isActive, isMeasured, progressPercent, remainingMillis, stepsPerSecond } from './rules';

export function RunDuration({ run }: { run: Run }) {
  const now = useNow(isActive(run));
  return <>{formatDuration(durationMillis(run, now))}</>;
}

export function ProgressBar({ run }: { run: Run }) {
  const fraction = run.progress?.fraction ?? 0;
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={`Progress of ${run.name}`}
      aria-valuenow={progressPercent(fraction)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div style={{ width: `${Math.min(100, fraction * 100)}%` }} />
    </div>
  );
}

/** `64 % · 128 of 200 iterations · training · 3.1 iterations/s · 12 s left` */
export function ProgressWords({ run, short = false }: { run: Run; short?: boolean }) {
  const now = useNow(isActive(run));
  const { progress } = run;
  if (!isMeasured(run)) return <>{progress?.phase || 'solving'}</>;
  if (!progress) return <>{NOTHING}</>;
  const left = remainingMillis(run, now);
  const parts = [`${progressPercent(progress.fraction)} %`];
  if (!short && progress.total > 0) {
    parts.push(
      `${formatCount(progress.done)} of ${formatCount(progress.total)} ${unitWord(progress.unit, progress.total)}`,
    );
  }
  if (!short && progress.phase) parts.push(progress.phase);
  const rate = short ? undefined : stepsPerSecond(run);
  if (rate !== undefined) parts.push(`${formatNumber(rate)} ${unitWord(progress.unit, 2)}/s`);
  if (left !== undefined) parts.push(`${run.kind === 'solve' ? 'at most ' : ''}${formatDuration(left)} left`);
  return <>{parts.join(' · ')}</>;
}

const kindWords: Record<RunKind, string> = {
  training: 'Training',
  prediction: 'Prediction',
  solve: 'Solve',
  study: 'Study',
  trial: 'Trial',
};

function unitWord(unit: string, count: number): string {
  return unit === '' ? 'steps' : count === 1 ? unit : `${unit}s`;
}

export const kindWord = (kind: RunKind) => kindWords[kind];
