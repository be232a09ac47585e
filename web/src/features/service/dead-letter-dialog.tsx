import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import { formatBytes, formatDate } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { CopyButton } from '@/shared/ui/copy-button';
import { Dialog } from '@/shared/ui/dialog';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Facts } from '@/shared/ui/page';
import { DeadLetterMark } from '@/shared/ui/status';
import { toastSuccess } from '@/shared/ui/toasts';
import { deadLetterQuery, deadLettersKey, healthQuery } from './queries';

/** One message as it was: headers, content, cause; and what to do with it. */
export function DeadLetterDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const client = useQueryClient();
  const letter = useQuery(deadLetterQuery(id));
  const settle = useMutation({
    mutationFn: (action: 'replay' | 'discard') => {
      const path = { params: { path: { deadLetterId: id } } };
      return unwrap(
        action === 'replay'
          ? api.POST('/system/dead-letters/{deadLetterId}/replay', path)
          : api.POST('/system/dead-letters/{deadLetterId}/discard', path),
      );
    },
    onSuccess: async (_, action) => {
      toastSuccess(action === 'replay' ? 'The message is on its way again' : 'The message is discarded');
      await Promise.all([
        client.invalidateQueries({ queryKey: deadLettersKey }),
        client.invalidateQueries({ queryKey: healthQuery.queryKey }),
      ]);
      onClose();
    },
  });
  return (
    <Dialog opened title="Dead letter" onClose={onClose} size="xl">
      {letter.isPending && <Skeleton rows={6} />}
      {letter.isError && <ProblemView error={letter.error} onRetry={() => void letter.refetch()} />}
      {letter.data && (
        <div className="stack">
          <p className="tone-error">{letter.data.deadLetter.cause}</p>
          <Facts
            items={[
              ['State', <DeadLetterMark key="state" state={letter.data.deadLetter.state} />],
              ['Message', letter.data.deadLetter.type ?? 'unknown'],
              ['Topic', placeOf(letter.data.deadLetter)],
              ['Key', letter.data.deadLetter.key ?? 'none'],
              ['Put aside', formatDate(letter.data.deadLetter.time)],
              ['Size', formatBytes(letter.data.deadLetter.sizeBytes)],
              ...(letter.data.deadLetter.changedBy && letter.data.deadLetter.changedAt
                ? [
                    [
                      'Settled',
                      `${formatDate(letter.data.deadLetter.changedAt)} by ${letter.data.deadLetter.changedBy.name}`,
                    ] as const,
                  ]
                : []),
            ]}
          />
          <Content json={letter.data.json} hex={letter.data.hex} truncated={letter.data.truncated} />
          <details>
            <summary>Headers ({letter.data.headers.length})</summary>
            <table className="table" aria-label="Headers">
              <tbody>
                {letter.data.headers.map((header) => (
                  <tr key={`${header.name} ${header.value}`}>
                    <th scope="row">
                      <code>{header.name}</code>
                    </th>
                    <td className="letter-header">{header.value}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
          {settle.isError && <ProblemView error={settle.error} kept="The message is where it was." />}
          {letter.data.deadLetter.state === 'open' && (
            <div className="dialog-actions">
              <Button busy={settle.isPending} onClick={() => settle.mutate('discard')}>
                Discard
              </Button>
              <Button kind="primary" icon="retry" busy={settle.isPending} onClick={() => settle.mutate('replay')}>
                Send again
              </Button>
            </div>
          )}
        </div>
      )}
    </Dialog>
  );
}

function placeOf(letter: { topic: string; partition: number | null; offset: number | null }): string {
  return letter.partition === null
    ? letter.topic
    : `${letter.topic}, partition ${letter.partition}, offset ${letter.offset}`;
}

function Content({ json, hex, truncated }: { json?: unknown; hex: string | null; truncated: boolean }) {
  const text = json ? JSON.stringify(json, null, 2) : (hex ?? '');
  return (
    <div>
      <div className="row spread">
        <strong>{json ? 'Content' : 'Content (bytes that could not be decoded)'}</strong>
        <CopyButton text={text} label="Copy content" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className="trace-text" tabIndex={0}>
        {text}
        {truncated && ' …'}
      </pre>
    </div>
  );
}
