import { Link } from '@tanstack/react-router';
import { RunningCard } from '@/features/run';
import type { Run } from '@/shared/api/types';
import { plural } from '@/shared/format/format';
import { Icon } from '@/shared/ui/icon';
import type { SystemState } from './home-system';

/** Parts of which a line of its own tells more. */
const told = new Set(['services', 'deadLetters']);

interface Trouble {
  text: string;
  tab: 'services' | 'queues' | 'dead-letters' | 'storage';
}

/** What of the system holds runs up, in one line each. */
export function attentionOfSystem({ services, health }: SystemState): Trouble[] {
  const troubles: Trouble[] = [];
  const open = (services ?? []).filter((one) => one.breakerState !== 'closed');
  for (const one of open.slice(0, 3)) {
    const word = one.breakerState === 'open' ? 'is open' : 'is being probed';
    troubles.push({ text: `The circuit breaker of ${one.instance} ${word}: ${one.stateText}`, tab: 'services' });
  }
  for (const part of health?.parts ?? []) {
    if (part.status !== 'up' && !told.has(part.name))
      troubles.push({
        text: `${part.name} is ${part.status}${part.detail ? `: ${part.detail}` : ''}`,
        tab: part.name === 'chores' ? 'storage' : 'services',
      });
  }
  const letters = health?.deadLetters ?? 0;
  if (letters > 0) troubles.push({ text: `${plural(letters, 'message')} that nobody could read`, tab: 'dead-letters' });
  return troubles;
}

export function Attention({ runs, troubles }: { runs: readonly Run[]; troubles: readonly Trouble[] }) {
  return (
    <section className="stack" aria-labelledby="home-attention">
      <h2 id="home-attention">Needs attention</h2>
      <ul className="attention">
        {troubles.map((trouble) => (
          <li key={trouble.text} className="card home-trouble">
            <Icon name="warning" />
            <span className="grow">{trouble.text}</span>
            <Link to="/system" search={{ tab: trouble.tab }}>
              Look
            </Link>
          </li>
        ))}
        {runs.map((run) => (
          <li key={run.id}>
            <RunningCard run={run} compact />
          </li>
        ))}
      </ul>
    </section>
  );
}
