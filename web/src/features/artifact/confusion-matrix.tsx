import { formatCount, formatPercent } from '@/shared/format/format';

export interface MatrixShape {
  classes: string[];
  matrix: number[][];
}

/** Rows are what was true, columns what was predicted; the shade follows the share of the row. */
export function ConfusionMatrix({ data }: { data: MatrixShape }) {
  const { classes, matrix } = data;
  const total = matrix.flat().reduce((sum, count) => sum + count, 0);
  const right = matrix.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className="matrix" style={{ minWidth: 96 + classes.length * 64 }}>
        <caption>
          {formatCount(right)} of {formatCount(total)} held-out rows are right. Rows: actual; columns: predicted;
          percent of the row.
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
          {matrix.map((row, actual) => {
            const sum = row.reduce((a, b) => a + b, 0);
            return (
              <tr key={classes[actual]}>
                <th scope="row" title={classes[actual]}>
                  {classes[actual]}
                </th>
                {row.map((count, predicted) => {
                  const share = sum > 0 ? count / sum : 0;
                  return (
                    <td
                      key={classes[predicted]}
                      style={{
                        background: `color-mix(in srgb, var(--accent) ${Math.round(4 + share * 40)}%, var(--surface))`,
                      }}
                    >
                      <b>{formatCount(count)}</b>
                      <span>{formatPercent(share, share > 0 && share < 0.1 ? 1 : 0)}</span>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
