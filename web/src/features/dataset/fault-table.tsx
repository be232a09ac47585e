import type { TableFault } from '@/shared/api/types';
import { formatCount, plural } from '@/shared/format/format';
import { TableFrame } from '@/shared/ui/table-frame';

/** Each bad row with its place, so that the file can be mended; the total is exact even when the list is not whole. */
export function FaultTable({ faults, total, label }: { faults: readonly TableFault[]; total: number; label: string }) {
  return (
    <div className="stack">
      <TableFrame className="faults" label={label}>
        <table className="table table-wrap" aria-label={label}>
          <thead>
            <tr>
              <th className="number">Line</th>
              <th className="number">Column</th>
              <th>Text</th>
              <th>Reason</th>
            </tr>
          </thead>
          <tbody>
            {faults.map((fault) => (
              <tr key={`${fault.line}:${fault.column}:${fault.detail}`}>
                <td className="number">{fault.line ?? '–'}</td>
                <td className="number">{fault.column ?? '–'}</td>
                <td>
                  <code className="fault-text">{fault.text ?? '–'}</code>
                </td>
                <td>{fault.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {total > faults.length && (
        <p className="muted small">
          The first {formatCount(faults.length)} of {plural(total, 'bad row')}.
        </p>
      )}
    </div>
  );
}
