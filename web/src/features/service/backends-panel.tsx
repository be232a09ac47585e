import type { Backend } from '@/shared/api/types';
import { formatAgo, formatCount, formatDate, formatDuration, NOTHING } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { TableFrame } from '@/shared/ui/table-frame';

/** The backends that share the database: which one answers, since when each is up, and what it does. */
export function BackendsPanel({ backends }: { backends: readonly Backend[] }) {
  const now = useNow(true);
  return (
    <TableFrame label="Backends">
      <table className="table" aria-label="Backends">
        <thead>
          <tr>
            <th>Backend</th>
            <th>Version</th>
            <th className="number">Up for</th>
            <th className="number">Viewers</th>
            <th>Reads statuses of partitions</th>
            <th>Last sign of life</th>
          </tr>
        </thead>
        <tbody>
          {backends.map((one) => (
            <tr key={`${one.name} ${one.startedAt}`}>
              <td>
                {one.name}
                {one.answering && <span className="muted"> (answers you)</span>}
              </td>
              <td>{one.version}</td>
              <td className="number" title={formatDate(one.startedAt)}>
                {formatDuration(now - Date.parse(one.startedAt))}
              </td>
              <td className="number">{formatCount(one.viewers)}</td>
              <td>{one.partitions.length === 0 ? NOTHING : one.partitions.join(', ')}</td>
              <td>{one.answering ? 'now' : formatAgo(one.seenAt, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
