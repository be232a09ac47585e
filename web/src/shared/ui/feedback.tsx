import { type ReactNode, useEffect, useState } from 'react';
import { toProblem } from '../api/problem';
import { Button } from './button';
import { CopyButton } from './copy-button';
import { Icon, type IconName } from './icon';
import { WhoCanGrant } from './who-can-grant';

/** Why there is nothing here, and the one thing to do about it. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="empty-state">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** A failed call: what happened, what was kept, one action, and the id to give to who looks after the system. */
export function ProblemView({
  error,
  kept,
  onRetry,
  action,
}: {
  error: unknown;
  kept?: string;
  onRetry?: () => void;
  action?: ReactNode;
}) {
  const problem = toProblem(error);
  return (
    <div className="problem" role="alert">
      <Icon name="error" />
      <div className="problem-text">
        <strong>{problem.title}</strong>
        <p>{problem.detail}</p>
        {problem.status === 403 && <WhoCanGrant />}
        {kept && <p className="muted">{kept}</p>}
        {problem.traceId && (
          <p className="muted trace">
            Trace <code>{problem.traceId}</code>
            <CopyButton text={problem.traceId} label="Copy trace id" />
          </p>
        )}
      </div>
      {action ?? (onRetry && <Button onClick={onRetry}>Try again</Button>)}
    </div>
  );
}

/** Grey shapes in the geometry of what will come; nothing for the first 150 ms. */
export function Skeleton({ rows = 6, height = 20 }: { rows?: number; height?: number }) {
  const visible = useAfter(150);
  return (
    <div className="skeleton" role="status" aria-label="Loading" data-visible={visible || undefined}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never move
        <div key={row} className="skeleton-bar" style={{ height }} />
      ))}
    </div>
  );
}

function useAfter(millis: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), millis);
    return () => clearTimeout(timer);
  }, [millis]);
  return passed;
}

export function Banner({ tone, children }: { tone: 'info' | 'warning' | 'error' | 'success'; children: ReactNode }) {
  const icons = { info: 'info', warning: 'warning', error: 'error', success: 'check' } as const;
  return (
    <div className={`banner banner-${tone}`} role={tone === 'error' ? 'alert' : undefined}>
      <Icon name={icons[tone]} />
      <div>{children}</div>
    </div>
  );
}
