import { useEffect, useState } from 'react';
import { formatClock } from '@/shared/format/format';
import { isTrusted, retryConnection, useConnection } from '@/shared/stream/use-stream';
import { Icon } from '@/shared/ui/icon';

/** What the page knows about its live connection, in words. */
export function ConnectionChip() {
  const connection = useConnection();
  const stale = !isTrusted(connection);
  useEffect(() => {
    // What shows live values dims, wherever it is on the page.
    document.documentElement.toggleAttribute('data-stale', stale);
  }, [stale]);
  switch (connection.state) {
    case 'live':
      return <Chip tone="success" icon="dot" text="Live" />;
    case 'polling':
      return <Chip tone="success" icon="ring" text="Live (polling)" />;
    case 'connecting':
      return <Chip tone="muted" icon="dashed" text="Connecting…" />;
    case 'offline':
      return <Chip tone="error" icon="square" text="Offline" />;
    case 'stale':
      return <Chip tone="warning" icon="warning" text={`Stale since ${formatClock(connection.since)}`} retry />;
    case 'reconnecting':
      return <Reconnecting retryAt={connection.retryAt} />;
  }
}

function Reconnecting({ retryAt }: { retryAt: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <Chip tone="warning" icon="dashed" text={seconds > 0 ? `Reconnecting… ${seconds} s` : 'Reconnecting…'} retry />
  );
}

export function Chip({
  tone,
  icon,
  text,
  retry = false,
}: {
  tone: string;
  icon: 'dot' | 'dashed' | 'ring' | 'square' | 'warning';
  text: string;
  retry?: boolean;
}) {
  return (
    <span className="connection" role="status" aria-label={`Connection: ${text}`}>
      <span className={`row tone-${tone}`} style={{ gap: 6, flexWrap: 'nowrap' }}>
        <Icon name={icon} size={12} />
        {text}
      </span>
      {retry && (
        <button type="button" className="link-button" onClick={retryConnection}>
          Retry now
        </button>
      )}
    </span>
  );
}
