import type { Chore } from '@/shared/api/types';
import { formatCount, formatDate, NOTHING } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { ChoreMark } from '@/shared/ui/status';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { choreName, choreState, nextWords } from './storage-words';

/** What the backends look after by themselves: when each was last done, and what it removed. */
export function ChoresTable({ chores }: { chores: readonly Chore[] }) {
  const now = useNow(true);
  return (
    <TableFrame label="Chores">
      <table className="table" aria-label="Chores">
        <thead>
          <tr>
            <th>Removes</th>
            <th>State</th>
            <th>Last done</th>
            <th>Last removed</th>
            <th className="number">Removed so far</th>
            <th>Next</th>
          </tr>
        </thead>
        <tbody>
          {chores.map((chore) => (
            <tr key={chore.name}>
              <td>{choreName(chore)}</td>
              <td>
                <ChoreMark state={choreState(chore)} />
                <Failure chore={chore} />
              </td>
              <td>{chore.endedAt ? <TimeAgo time={chore.endedAt} /> : NOTHING}</td>
              <td>
                {chore.removedAt ? (
                  <>
                    {formatCount(chore.removed)}, <TimeAgo time={chore.removedAt} />
                  </>
                ) : (
                  NOTHING
                )}
              </td>
              <td className="number">{formatCount(chore.removedTotal)}</td>
              <td>{nextWords(chore, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Failure({ chore }: { chore: Chore }) {
  if (chore.failures === 0) return null;
  return (
    <span className="muted chore-failure">
      {chore.failures === 1 ? 'once' : `${formatCount(chore.failures)} times in a row`}
      {chore.failingSince && `, since ${formatDate(chore.failingSince)}`}
      {chore.problem && (
        <>
          : <code>{chore.problem}</code>
        </>
      )}
    </span>
  );
}
