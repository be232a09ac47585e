import { Link } from '@tanstack/react-router';
import type { LogLevel, Run } from '@/shared/api/types';
import { Icon, type IconName } from '@/shared/ui/icon';
import { countWords } from './count-words';
import './log-counts.css';

/** Warnings and errors of a run's log, each a link to the log filtered to them. */
export function LogCounts({ run, zeros = false }: { run: Run; zeros?: boolean }) {
  const errors = run.logErrors ?? 0;
  const warnings = run.logWarnings ?? 0;
  return (
    <span className="log-counts">
      {(warnings > 0 || zeros) && (
        <Count run={run} count={warnings} word="warning" icon="warning" tone="warning" level={['warning']} />
      )}
      {(errors > 0 || zeros) && (
        <Count run={run} count={errors} word="error" icon="error" tone="error" level={['critical', 'error']} />
      )}
    </span>
  );
}

function Count({
  run,
  count,
  word,
  icon,
  tone,
  level,
}: {
  run: Run;
  count: number;
  word: string;
  icon: IconName;
  tone: string;
  level: LogLevel[];
}) {
  const { shown, words, label } = countWords(count, word);
  return (
    <Link
      to="/projects/$projectId/runs/$runId"
      params={{ projectId: run.projectId, runId: run.id }}
      search={{ tab: 'logs', level }}
      className={count > 0 ? `tone-${tone}` : 'muted'}
      aria-label={label}
      title={words}
    >
      <Icon name={icon} size={14} />
      {shown}
    </Link>
  );
}
