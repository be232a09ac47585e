import { useQuery } from '@tanstack/react-query';
import type { RunEvent } from '@/shared/api/types';
import { formatBytes, formatClock, formatDate, formatDuration, formatNumber } from '@/shared/format/format';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { TableFrame } from '@/shared/ui/table-frame';
import { runEventsQuery } from './queries';

/** What happened to the run, in order, to the millisecond, with the time between. */
export function TimelineTab({ runId, active }: { runId: string; active: boolean }) {
  const events = useQuery(runEventsQuery(runId));
  if (events.isPending) return <Skeleton rows={6} />;
  if (events.isError) return <ProblemView error={events.error} onRetry={() => void events.refetch()} />;
  const { items } = events.data;
  const first = items[0];
  const last = items.at(-1);
  if (!first || !last) {
    return (
      <EmptyState icon="clock" title="No events yet">
        Each step of the run is listed here: accepted, queued, started, ended.
      </EmptyState>
    );
  }
  const at = (event: RunEvent) => Date.parse(event.time);
  return (
    <div className="stack">
      <p className="muted">
        {formatDuration(at(last) - at(first))} from the first event to the last{active ? ' so far' : ''}, on{' '}
        {formatDate(first.time).slice(0, 10)}
      </p>
      <TableFrame label="Timeline">
        <table className="table timeline" aria-label="Timeline">
          <thead>
            <tr>
              <th>Time</th>
              <th className="number">After</th>
              <th>Event</th>
              <th className="number">Attempt</th>
              <th>Detail</th>
            </tr>
          </thead>
          <tbody>
            {items.map((event, index) => {
              const before = items[index - 1];
              return (
                <tr key={`${event.revision} ${event.type} ${event.time}`}>
                  <td>
                    <time dateTime={event.time} title={event.time}>
                      {formatClock(event.time, true)}
                    </time>
                  </td>
                  <td className="number gap">{before ? `+ ${formatDuration(at(event) - at(before))}` : ''}</td>
                  <td>{eventWord(event.type)}</td>
                  <td className="number">{event.attempt > 0 ? event.attempt : '–'}</td>
                  <td>
                    <Detail detail={event.detail} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}

function eventWord(type: string): string {
  const words = type.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Detail({ detail }: { detail: Record<string, unknown> }) {
  const entries = Object.entries(detail).filter(([, value]) => value !== null && value !== '');
  return (
    <span className="detail-list">
      {entries.map(([name, value]) => (
        <span key={name}>
          {name
            .replace(/Bytes$/, '')
            .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
            .toLowerCase()}{' '}
          <b>{valueWords(name, value)}</b>
        </span>
      ))}
    </span>
  );
}

function valueWords(name: string, value: unknown): string {
  if (typeof value === 'number') return name.endsWith('Bytes') ? formatBytes(value) : formatNumber(value);
  if (typeof value === 'string' && name.endsWith('At')) return formatClock(value, true);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
