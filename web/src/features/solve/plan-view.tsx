import type { ReactNode } from 'react';
import { formatCount, formatNumber, NOTHING } from '@/shared/format/format';
import { Facts } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { isPlain, isRecord, type Plain, scheduleOf, tableOf, unfold, waysOf, wordsOf } from './plan-shape';
import { ScheduleView } from './schedule-view';

const MOST_ROWS = 200;
const MOST_PLAIN = 300;
const DEEPEST = 4;

/** A plan in the words of its template: tables, ways, a schedule, names and values. */
export function PlanView({ plan, label = 'Plan' }: { plan: unknown; label?: string }): ReactNode {
  return <Part value={plan} label={label} depth={0} />;
}

function Part({ value, label, depth }: { value: unknown; label: string; depth: number }): ReactNode {
  if (value === undefined) return NOTHING;
  if (isPlain(value)) return plainWords(value);
  const unfolded = unfold(value);
  const schedule = scheduleOf(unfolded);
  const table = tableOf(schedule ? unfolded : value);
  if (table) {
    return (
      <div className="stack">
        {schedule && <ScheduleView tasks={schedule} label={label} />}
        <PlainTable {...table} label={label} />
      </div>
    );
  }
  const ways = waysOf(value);
  if (ways) {
    return (
      <ol className="plan-ways" aria-label={label}>
        {ways.slice(0, MOST_ROWS).map((way, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: ways have no other name than their place
          <li key={at}>{way.map(plainWords).join(' → ')}</li>
        ))}
      </ol>
    );
  }
  if (Array.isArray(value) && value.every(isPlain)) {
    const left = value.length - MOST_PLAIN;
    return (
      <p>
        {value.slice(0, MOST_PLAIN).map(plainWords).join(', ')}
        {left > 0 && <span className="muted"> and {formatCount(left)} more</span>}
      </p>
    );
  }
  if (depth >= DEEPEST) return <code className="plan-raw">{JSON.stringify(value)}</code>;
  if (Array.isArray(value)) {
    return (
      <ol className="stack plan-list" aria-label={label}>
        {value.slice(0, MOST_ROWS).map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name than their place
          <li key={at}>
            <Part value={entry} label={`${label} ${at + 1}`} depth={depth + 1} />
          </li>
        ))}
      </ol>
    );
  }
  return isRecord(value) && Object.keys(value).length > 0 ? <Members value={value} depth={depth} /> : NOTHING;
}

/** Plain members beside each other, the others each under its name. */
function Members({ value, depth }: { value: Record<string, unknown>; depth: number }) {
  const entries = Object.entries(value);
  const plain = entries.filter((entry): entry is [string, Plain] => isPlain(entry[1]));
  const nested = entries.filter(([, member]) => !isPlain(member));
  return (
    <div className="stack">
      {plain.length > 0 && <Facts items={plain.map(([key, member]) => [wordsOf(key), plainWords(member)] as const)} />}
      {nested.map(([key, member]) => (
        <section key={key} className="stack" aria-label={wordsOf(key)}>
          <h3>{wordsOf(key)}</h3>
          <Part value={member} label={wordsOf(key)} depth={depth + 1} />
        </section>
      ))}
    </div>
  );
}

function PlainTable({
  columns,
  rows,
  label,
}: {
  columns: readonly string[];
  rows: readonly (Plain | undefined)[][];
  label: string;
}) {
  const isNumber = columns.map((_, at) => rows.every((row) => row[at] === undefined || typeof row[at] === 'number'));
  return (
    <TableFrame label={label} className="solve-rows">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <th key={column} className={isNumber[at] ? 'number' : undefined}>
                {wordsOf(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a plan have no other identity
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={columns[column] ?? column} className={isNumber[column] ? 'number' : undefined}>
                  {cell === undefined ? NOTHING : plainWords(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && (
        <p className="muted small table-note">
          The first {MOST_ROWS} of {formatCount(rows.length)} rows; all are in the file.
        </p>
      )}
    </TableFrame>
  );
}

function plainWords(value: Plain): string {
  if (value === null) return NOTHING;
  if (typeof value === 'number') return Number.isInteger(value) ? String(value).replace('-', '−') : formatNumber(value);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}
