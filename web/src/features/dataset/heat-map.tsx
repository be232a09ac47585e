import { heatColour } from '@/shared/chart/heat';
import { formatNumber } from '@/shared/format/format';
import { ScrollRegion } from '@/shared/ui/scroll-region';

/** Correlations as colours; every cell names its number, and small maps print it. */
export function HeatMap({
  columns,
  values,
}: {
  columns: readonly string[];
  values: readonly (readonly (number | null)[])[];
}) {
  const printed = columns.length <= 12;
  return (
    <ScrollRegion className="heat-frame" label="Correlations">
      <table className={`heat-map${printed ? '' : ' dense'}`} aria-label="Correlations">
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                <span title={column}>{column}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map((row, at) => (
            <tr key={row}>
              <th scope="row" title={row}>
                {row}
              </th>
              {columns.map((column, across) => {
                const value = values[at]?.[across] ?? null;
                const words = value === null ? 'no value' : formatNumber(Math.round(value * 100) / 100);
                return (
                  <td key={column} style={{ background: heatColour(value) }} title={`${row} and ${column}: ${words}`}>
                    <span className={printed ? undefined : 'visually-hidden'}>{value === null ? '–' : words}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
