import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import { formatCount, plural } from '@/shared/format/format';
import { useSetCrumb } from '@/shared/ui/crumb';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { PageHeader } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { LogViewer } from './log-viewer';

const EVERY_MS = 10_000;
const LIMIT = 200;

const sourcesQuery = {
  queryKey: ['log-sources'],
  queryFn: () => unwrap(api.GET('/log-sources', { params: { query: { limit: LIMIT } } })),
  refetchInterval: EVERY_MS,
};

/** Senders of log lines without a run. For administrators. */
export function LogSourcesPage(): ReactNode {
  const sources = useQuery(sourcesQuery);
  return (
    <div className="page">
      <PageHeader
        title="Log sources"
        documentTitle="Log sources"
        meta={sources.data && <span>{plural(sources.data.total, 'sender')} without a run</span>}
      />
      {sources.isPending && <Skeleton rows={6} height={32} />}
      {sources.isError &&
        (toProblem(sources.error).status === 403 ? (
          <EmptyState icon="system" title="For administrators">
            Lines of senders without a run belong to no project; only an administrator of this installation reads them.
          </EmptyState>
        ) : (
          <ProblemView error={sources.error} onRetry={() => void sources.refetch()} />
        ))}
      {sources.data?.items.length === 0 && (
        <EmptyState icon="file" title="No sender without a run">
          Lines of other programs are kept when their address is on the list SIGNALBOX_LOG_SOURCES. They can be sent as
          syslog, GELF or JSON lines over UDP.
        </EmptyState>
      )}
      {sources.data && sources.data.items.length > 0 && (
        <TableFrame label="Log sources">
          <table className="table" aria-label="Log sources">
            <thead>
              <tr>
                <th>Host</th>
                <th>Address</th>
                <th className="number">Lines</th>
                <th>Last line</th>
                <th>Since</th>
              </tr>
            </thead>
            <tbody>
              {sources.data.items.map((source) => (
                <tr key={source.id}>
                  <td>
                    <Link to="/system/logs/$sourceId" params={{ sourceId: source.id }}>
                      {source.name || source.address}
                    </Link>
                  </td>
                  <td>
                    <code>{source.address}</code>
                  </td>
                  <td className="number">{formatCount(source.lines)}</td>
                  <td>{source.lastLineAt ? <TimeAgo time={source.lastLineAt} /> : '–'}</td>
                  <td>
                    <TimeAgo time={source.createdAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </div>
  );
}

/** The lines of one sender. */
export function LogSourcePage(): ReactNode {
  const { sourceId = '' } = useParams({ strict: false });
  const sources = useQuery(sourcesQuery);
  const source = sources.data?.items.find((one) => one.id === sourceId);
  const name = source?.name || source?.address;
  useSetCrumb(name);
  return (
    <div className="page">
      <PageHeader
        title={name ?? 'Log source'}
        documentTitle={name ?? 'Log source'}
        meta={
          <>
            {source && <code>{source.address}</code>}
            <Link to="/system/logs">All log sources</Link>
          </>
        }
      />
      <LogViewer
        key={sourceId}
        log={{ kind: 'source', id: sourceId }}
        active
        empty="This sender has not sent a line that is still kept."
      />
    </div>
  );
}
