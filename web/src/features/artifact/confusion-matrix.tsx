import { useState } from 'react';
import { formatCount, formatPercent } from '@/shared/format/format';
import { Segmented } from '@/shared/ui/field';
import { ScrollRegion } from '@/shared/ui/scroll-region';

export interface MatrixShape {
  classes: string[];
  matrix: number[][];
}

type View = 'count' | 'row' | 'column';

export interface Cell {
  actual: number;
  predicted: number;
}

/** Rows are what was true, columns what was predicted; the shade follows the share that is shown. */
export function ConfusionMatrix({
  data,
  chosen,
  onChoose,
}: {
  data: MatrixShape;
  chosen?: Cell;
  /** A click on a cell asks for the rows behind it. */
  onChoose?: (cell: Cell) => void;
}) {
  const [view, setView] = useState<View>('count');
  const { classes, matrix } = data;
  const total = matrix.flat().reduce((sum, count) => sum + count, 0);
  const right = matrix.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
  const rowSums = matrix.map((row) => row.reduce((a, b) => a + b, 0));
  const columnSums = classes.map((_, at) => matrix.reduce((sum, row) => sum + (row[at] ?? 0), 0));
  return (
    <div className="stack">
      <Segmented
        label="Cells show"
        hideLabel
        value={view}
        options={[
          { value: 'count', label: 'Count' },
          { value: 'row', label: 'Row %' },
          { value: 'column', label: 'Column %' },
        ]}
        onChange={(next) => setView(next as View)}
      />
      <ScrollRegion label="Matrix of actual and predicted classes" className="matrix-frame">
        <table className="matrix" style={{ minWidth: 96 + classes.length * 64 }}>
          <caption>
            {formatCount(right)} of {formatCount(total)} held-out rows are right. Rows: actual; columns: predicted.
            {onChoose && ' A cell opens its rows.'}
          </caption>
          <thead>
            <tr>
              <th scope="col">actual ↓ predicted →</th>
              {classes.map((name) => (
                <th key={name} scope="col" title={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.map((row, actual) => (
              <tr key={classes[actual]}>
                <th scope="row" title={classes[actual]}>
                  {classes[actual]}
                </th>
                {row.map((count, predicted) => {
                  const sum = (view === 'column' ? columnSums[predicted] : rowSums[actual]) ?? 0;
                  const share = sum > 0 ? count / sum : 0;
                  const percent = formatPercent(share, share > 0 && share < 0.1 ? 1 : 0);
                  const content = (
                    <>
                      <b>{view === 'count' ? formatCount(count) : percent}</b>
                      <span>{view === 'count' ? percent : formatCount(count)}</span>
                    </>
                  );
                  const isChosen = chosen?.actual === actual && chosen.predicted === predicted;
                  return (
                    <td
                      key={classes[predicted]}
                      style={{
                        background: `color-mix(in srgb, var(--accent) ${Math.round(4 + share * 40)}%, var(--surface))`,
                      }}
                    >
                      {onChoose ? (
                        <button type="button" aria-pressed={isChosen} onClick={() => onChoose({ actual, predicted })}>
                          <span className="visually-hidden">{`actual ${classes[actual]}, predicted ${classes[predicted]}: `}</span>
                          {content}
                        </button>
                      ) : (
                        content
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}
