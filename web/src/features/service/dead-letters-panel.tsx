import { useInfiniteQuery } from '@tanstack/react-query';
import type { DeadLetter, DeadLetterState } from '@/shared/api/types';
import { formatBytes, formatDate, plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Segmented } from '@/shared/ui/field';
import { DeadLetterMark } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { DeadLetterDialog } from './dead-letter-dialog';
import { deadLettersQuery } from './queries';

interface Props {
  state: DeadLetterState | undefined;
  letter: string | undefined;
  onState: (state: DeadLetterState | undefined) => void;
  onLetter: (id: string | undefined) => void;
}

/** Messages between the parts that nobody could take: looked at, sent again or put away. */
export function DeadLettersPanel({ state, letter, onState, onLetter }: Props) {
  const letters = useInfiniteQuery(deadLettersQuery(state));
  const items = letters.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="stack">
      <div className="row spread">
        <Segmented
          label="State"
          hideLabel
          value={state ?? ''}
          options={[
            { value: '', label: 'All' },
            { value: 'open', label: 'Open' },
            { value: 'replayed', label: 'Sent again' },
            { value: 'discarded', label: 'Discarded' },
          ]}
          onChange={(value) => onState(value === '' ? undefined : (value as DeadLetterState))}
        />
        {letters.data && <span className="muted">{plural(letters.data.pages[0]?.total ?? 0, 'message')}</span>}
      </div>
      {letters.isPending && <Skeleton rows={4} />}
      {letters.isError && <ProblemView error={letters.error} onRetry={() => void letters.refetch()} />}
      {letters.isSuccess && items.length === 0 && (
        <EmptyState icon="check" title={state === undefined ? 'No message was ever put aside' : 'None in this state'}>
          A message that its reader cannot take does not stop the others: it is put here, with the cause.
        </EmptyState>
      )}
      {items.length > 0 && <Letters items={items} onOpen={onLetter} />}
      {letters.hasNextPage && (
        <Button busy={letters.isFetchingNextPage} onClick={() => void letters.fetchNextPage()}>
          Show older ones
        </Button>
      )}
      {letter !== undefined && <DeadLetterDialog id={letter} onClose={() => onLetter(undefined)} />}
    </div>
  );
}

function Letters({ items, onOpen }: { items: readonly DeadLetter[]; onOpen: (id: string) => void }) {
  return (
    <TableFrame label="Dead letters">
      <table className="table" aria-label="Dead letters">
        <thead>
          <tr>
            <th>State</th>
            <th>Put aside</th>
            <th>Topic</th>
            <th>Message</th>
            <th>Cause</th>
            <th className="number">Size</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.id}>
              <td>
                <DeadLetterMark state={one.state} />
              </td>
              <td title={formatDate(one.time)}>
                <TimeAgo time={one.time} />
              </td>
              <td>
                <code>{one.topic}</code>
                {one.partition !== null && (
                  <span className="muted">
                    {' '}
                    {one.partition}/{one.offset}
                  </span>
                )}
              </td>
              <td>
                <button type="button" className="link-button" onClick={() => onOpen(one.id)}>
                  {one.type ?? 'unknown'}
                </button>
              </td>
              <td className="letter-cause" title={one.cause}>
                {one.cause}
              </td>
              <td className="number">{formatBytes(one.sizeBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
