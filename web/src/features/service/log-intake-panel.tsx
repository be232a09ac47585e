import { useQuery } from '@tanstack/react-query';
import { formatBytes, formatCount } from '@/shared/format/format';
import { Banner, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { TableFrame } from '@/shared/ui/table-frame';
import { logIntakeQuery } from './queries';

/** What became of the log datagrams that one backend received; what was dropped, by cause. */
export function LogIntakePanel() {
  const intake = useQuery(logIntakeQuery);
  if (intake.isPending) return <Skeleton rows={5} />;
  if (!intake.data) return <ProblemView error={intake.error} onRetry={() => void intake.refetch()} />;
  const { backend, datagrams, bytes, storedLines, askedLines, queuedBytes, kernelDrops, storeAway, dropped } =
    intake.data;
  const numbers: [string, string][] = [
    ['Datagrams received', formatCount(datagrams)],
    ['Bytes received', formatBytes(bytes)],
    ['Lines stored', formatCount(storedLines)],
    ['Lines asked for again', formatCount(askedLines)],
    ['Waiting to be looked at', formatBytes(queuedBytes)],
    ['Dropped by the operating system', formatCount(kernelDrops)],
  ];
  const causes = Object.entries(dropped).sort(([, a], [, b]) => b - a);
  return (
    <div className={`stack${intake.isError ? ' stale-dim' : ''}`}>
      {intake.isError && (
        <ProblemView
          error={intake.error}
          kept="The numbers below are the last that were read."
          onRetry={() => void intake.refetch()}
        />
      )}
      {storeAway && <Banner tone="warning">The store of log lines does not answer; lines wait for it.</Banner>}
      <p className="muted">What the backend {backend} received since it started; others count for themselves.</p>
      <div className="stats">
        {numbers.map(([name, value]) => (
          <div key={name} className="stat">
            <div className="stat-name">{name}</div>
            <div className="stat-value">{value}</div>
          </div>
        ))}
      </div>
      <h2>Dropped, by cause</h2>
      <p className="muted">Lines of a run that were dropped are asked for again.</p>
      <TableFrame label="Dropped log datagrams">
        <table className="table" aria-label="Dropped log datagrams">
          <thead>
            <tr>
              <th>Cause</th>
              <th className="number">Count</th>
              <th>What it means</th>
            </tr>
          </thead>
          <tbody>
            {causes.map(([cause, count]) => (
              <tr key={cause}>
                <td>{titleOf(cause)}</td>
                <td className={`number${count > 0 ? ' tone-warning' : ''}`}>{formatCount(count)}</td>
                <td className="muted">{meanings[cause]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}

function titleOf(cause: string): string {
  const words = cause.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const meanings: Record<string, string> = {
  malformed: 'It is of none of the formats, or a field is wrong.',
  oversized: 'It is larger than a message or a line may be.',
  pickle: "A Python pickle: use a GELF or syslog handler instead of Python's DatagramHandler.",
  forged: 'Its signature is missing or wrong.',
  unknown_run: 'It names an attempt that was never started.',
  duplicate: 'The line is stored already.',
  chunk_timeout: 'Not all chunks of a message came in time.',
  chunk_limit: 'Too many messages in chunks were open at once.',
  queue_full: 'More came than could be stored.',
  source_not_allowed: "It has no run, and its sender is not on the operator's list.",
  ledger_refused: 'The ledger of the log did not take the line.',
  unstorable: 'The store refused the line.',
};
