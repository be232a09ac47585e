import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { DatasetPreview } from '@/shared/api/types';
import { formatCount } from '@/shared/format/format';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { previewQuery } from './queries';

const ROW_HEIGHT = 28;

export function PreviewGrid({ datasetId }: { datasetId: string }) {
  const preview = useQuery(previewQuery(datasetId));
  if (preview.isPending) return <Skeleton rows={12} />;
  if (preview.isError) return <ProblemView error={preview.error} onRetry={() => void preview.refetch()} />;
  return <Grid preview={preview.data} />;
}

const typeWords = { integer: '123', number: '1.2', boolean: 'y/n', datetime: 'date', string: 'text' } as const;

function Grid({ preview }: { preview: DatasetPreview }) {
  const frame = useRef<HTMLDivElement>(null);
  const widths = columnWidths(preview);
  const rows = useVirtualizer({
    count: preview.rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const columns = useVirtualizer({
    horizontal: true,
    count: preview.columns.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => widths[index] ?? 120,
    overscan: 4,
  });
  const totalWidth = columns.getTotalSize();
  const shown = columns.getVirtualItems();
  return (
    <div className="stack">
      {/* biome-ignore lint/a11y/useSemanticElements: only the visible cells exist, which a table element cannot say */}
      <div
        className="table-frame grid-frame"
        ref={frame}
        role="table"
        aria-label="First rows of the dataset"
        aria-rowcount={preview.rows.length + 1}
        aria-colcount={preview.columns.length}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the frame is what is focused */}
        <div className="grid-header" role="row" aria-rowindex={1} style={{ width: totalWidth }}>
          {shown.map((column) => {
            const { name, type } = preview.columns[column.index] ?? { name: '', type: 'string' as const };
            return (
              // biome-ignore lint/a11y/useSemanticElements: see above
              // biome-ignore lint/a11y/useFocusableInteractive: the frame is what is focused
              <div
                key={column.key}
                role="columnheader"
                aria-colindex={column.index + 1}
                className="grid-cell"
                style={{ left: column.start, width: column.size }}
                title={`${name} (${type})`}
              >
                <span className="ellipsis">{name}</span>
                <span className="grid-type">{typeWords[type]}</span>
              </div>
            );
          })}
        </div>
        <div style={{ position: 'relative', width: totalWidth, height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: the frame is what is focused
            <div
              key={row.key}
              role="row"
              aria-rowindex={row.index + 2}
              className="grid-row"
              style={{ top: row.start, height: ROW_HEIGHT, width: totalWidth }}
            >
              {shown.map((column) => {
                const value = preview.rows[row.index]?.[column.index];
                const type = preview.columns[column.index]?.type;
                const numeric = type === 'integer' || type === 'number';
                return (
                  // biome-ignore lint/a11y/useSemanticElements: see above
                  <div
                    key={column.key}
                    role="cell"
                    aria-colindex={column.index + 1}
                    className={`grid-cell${numeric ? ' number' : ''}`}
                    style={{ left: column.start, width: column.size }}
                    title={value ?? undefined}
                  >
                    {value === null || value === undefined ? <span className="missing">missing</span> : value}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
      </div>
      <p className="muted small">
        The first {formatCount(preview.rows.length)} of {formatCount(preview.totalRows)} rows.
      </p>
    </div>
  );
}

/** Wide enough for the name and most values, in whole pixels. */
function columnWidths(preview: DatasetPreview): number[] {
  return preview.columns.map((column, index) => {
    let longest = column.name.length + 6;
    for (const row of preview.rows) longest = Math.max(longest, Math.min(32, row[index]?.length ?? 7));
    return Math.round(Math.max(80, longest * 7.2 + 28));
  });
}
