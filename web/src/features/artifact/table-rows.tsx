import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatCount, formatNumber, plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { type CellCondition, tableQuery } from './queries';

const NUMBER = /^-?\d+\.\d{5,}(e-?\d+)?$/;

/** Rows of a table that a run stored, a page at a time, with the exact number of all that meet the conditions. */
export function TableRows({
  runId,
  name,
  sha256,
  where = [],
  label,
}: {
  runId: string;
  name: string;
  sha256: string;
  where?: readonly CellCondition[];
  label: string;
}): ReactNode {
  const pages = useInfiniteQuery(tableQuery(runId, name, sha256, where));
  if (pages.isPending) return <Skeleton rows={6} />;
  if (pages.isError) return <ProblemView error={pages.error} onRetry={() => void pages.refetch()} />;
  const [first] = pages.data.pages;
  const columns = first?.columns ?? [];
  const rows = pages.data.pages.flatMap((page) => page.items);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="table-frame artifact-preview" aria-label={label} tabIndex={0}>
        <table className="table" aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} title={column}>
                  {column.replace(/^feature\./, '')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other identity
              <tr key={at}>
                {row.map((cell, column) => (
                  <td key={columns[column] ?? column} className="tabular" title={cell ?? undefined}>
                    {cell !== null && NUMBER.test(cell) ? formatNumber(Number(cell)) : cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="row spread">
        <p className="muted small" role="status">
          {formatCount(rows.length)} of {plural(first?.total ?? 0, 'row')}
        </p>
        {pages.hasNextPage && (
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Show more
          </Button>
        )}
      </div>
    </>
  );
}
