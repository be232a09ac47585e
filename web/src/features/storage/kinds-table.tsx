import type { InventoryFinding } from '@/shared/api/types';
import { formatBytes, formatCount, formatDate, NOTHING } from '@/shared/format/format';
import { TableFrame } from '@/shared/ui/table-frame';
import { amountWords, kindMeaning, kindName } from './storage-words';

/** What an inventory found, kind by kind. */
export function KindsTable({ kinds }: { kinds: readonly InventoryFinding[] }) {
  return (
    <TableFrame label="What was found">
      <table className="table table-wrap kinds" aria-label="What was found">
        <thead>
          <tr>
            <th>Kind</th>
            <th className="number">Looked at</th>
            <th className="number">Found</th>
            <th className="number">Size</th>
            <th>Oldest</th>
            <th>Newest</th>
            <th className="number">Too young</th>
            <th>For example</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((one) => (
            <tr key={one.kind}>
              <td className="kind-name">
                {kindName(one.kind)}
                <div className="muted small">{kindMeaning(one)}</div>
              </td>
              <td className="number">{isLookedAt(one) ? formatCount(one.things) : NOTHING}</td>
              <td className={`number${isStrange(one) ? ' tone-warning' : ''}`}>
                {one.told ? amountWords(one) : NOTHING}
              </td>
              <td className="number">{one.orphanBytes > 0 ? formatBytes(one.orphanBytes) : NOTHING}</td>
              <td className="nowrap">{one.oldest ? formatDate(one.oldest) : NOTHING}</td>
              <td className="nowrap">{one.newest ? formatDate(one.newest) : NOTHING}</td>
              <td className="number">{one.young > 0 ? formatCount(one.young) : NOTHING}</td>
              <td>
                <Samples samples={one.samples} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** A missing object is found among the rows of the others. */
function isLookedAt(finding: InventoryFinding): boolean {
  return finding.told && finding.kind !== 'missing_objects';
}

/** Nothing here removes it, so somebody has to look. */
function isStrange(finding: InventoryFinding): boolean {
  return !finding.removable && finding.orphans > 0;
}

function Samples({ samples }: { samples: readonly string[] }) {
  if (samples.length === 0) return NOTHING;
  return (
    <ul className="kind-samples">
      {samples.map((sample) => (
        <li key={sample} className="ellipsis" title={sample}>
          <code>{sample}</code>
        </li>
      ))}
    </ul>
  );
}
