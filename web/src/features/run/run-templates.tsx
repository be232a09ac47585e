import { useEffect, useRef } from 'react';
import { Icon } from '@/shared/ui/icon';
import { outcomes, RunState, TrialMark } from '@/shared/ui/status';
import { runStatuses } from './rules';

/** What the rows, which are drawn by hand, show of React's components: each is drawn once, hidden, and copied. */
export function RunTemplates({ onReady }: { onReady: (template: (name: string) => Node | undefined) => void }) {
  const holder = useRef<HTMLDivElement>(null);
  const latest = useRef(onReady);
  latest.current = onReady;
  useEffect(() => {
    const found = new Map<string, Node>();
    for (const one of holder.current?.querySelectorAll<HTMLElement>('[data-template]') ?? []) {
      if (one.firstChild) found.set(one.dataset.template ?? '', one.firstChild);
    }
    latest.current((name) => found.get(name)?.cloneNode(true));
  }, []);
  return (
    <div hidden ref={holder}>
      {runStatuses.map((status) => (
        <div key={status} data-template={`status-${status}`}>
          <RunState status={status} />
        </div>
      ))}
      {outcomes.map((outcome) => (
        <div key={outcome} data-template={`outcome-${outcome}`}>
          <RunState status="succeeded" run={{ outcome, summary: {}, spec: { kind: 'solve' } }} />
        </div>
      ))}
      <div data-template="trial-pruned">
        <TrialMark state="pruned" />
      </div>
      <div data-template="eye">
        <Icon name="eye" size={12} />
      </div>
      <div data-template="eye-off">
        <Icon name="slashed" size={12} />
      </div>
      <div data-template="warning">
        <Icon name="warning" size={14} />
      </div>
      <div data-template="error">
        <Icon name="error" size={14} />
      </div>
    </div>
  );
}
