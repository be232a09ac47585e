import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Run } from '@/shared/api/types';
import { formatCount } from '@/shared/format/format';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { afterCarriageReturns, show } from './ansi';
import { formatLines } from './log-address';
import { logApi } from './log-api';
import './log.css';

const LAST_LINES = 10;

/** On the failure card: the way to the first error line, and what was said last. */
export function FailureLog({ run }: { run: Run }) {
  const page = useQuery({
    queryKey: ['run', run.id, 'log-end'],
    queryFn: ({ signal }) =>
      logApi({ kind: 'run', id: run.id }).page(undefined, { tail: true, limit: LAST_LINES }, {}, signal),
  });
  const lines = page.data?.lines ?? [];
  const first = run.firstLogError;
  const newest = page.data?.attempt;
  return (
    <>
      {first && (
        <p>
          <Link
            to="/projects/$projectId/runs/$runId"
            params={{ projectId: run.projectId, runId: run.id }}
            search={{ tab: 'logs' }}
            hash={formatLines({
              attempt: first.attempt === newest ? undefined : first.attempt,
              from: first.seq,
              to: first.seq,
            })}
          >
            {`First error: line ${formatCount(first.seq)} of the log`}
          </Link>
        </p>
      )}
      {lines.length > 0 && (
        <div>
          <div className="row spread">
            <h3>The last {lines.length === 1 ? 'line' : `${lines.length} lines`} of the log</h3>
            <Link
              to="/projects/$projectId/runs/$runId"
              params={{ projectId: run.projectId, runId: run.id }}
              search={{ tab: 'logs' }}
              className="small"
            >
              Open the log
            </Link>
          </div>
          <ScrollRegion className="log-lines" label="The last lines of the log">
            <pre>
              {lines
                .map((line) =>
                  line.text
                    .trimEnd()
                    .split('\n')
                    .map((part) => show(afterCarriageReturns(part), false).text)
                    .join('\n'),
                )
                .join('\n')}
            </pre>
          </ScrollRegion>
        </div>
      )}
    </>
  );
}
