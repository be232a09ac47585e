import { formatCount } from '@/shared/format/format';

const WIDTH = 240;
const HEIGHT = 56;

/** Equal bins as bars; each names its range and count, and leads to its rows. */
export function Histogram({
  edges,
  counts,
  label,
  format,
  onBin,
}: {
  edges: readonly number[];
  counts: readonly number[];
  label: string;
  format: (value: number) => string;
  /** A bin was chosen: by a click on its bar, or from the list that says the same in words. */
  onBin: (bin: number) => void;
}) {
  const most = Math.max(1, ...counts);
  const step = WIDTH / Math.max(1, counts.length);
  const peak = counts.indexOf(most);
  const summary = `${label}: ${counts.length} bins from ${format(edges[0] ?? 0)} to ${format(edges.at(-1) ?? 0)}; the fullest, from ${format(edges[peak] ?? 0)}, holds ${formatCount(most)} rows.`;
  const words = (bin: number) =>
    `${format(edges[bin] ?? 0)} to ${format(edges[bin + 1] ?? 0)}: ${formatCount(counts[bin] ?? 0)} rows`;
  return (
    <div className="histogram-frame">
      <svg
        className="histogram"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={summary}
      >
        {counts.map((count, bin) => {
          const height = count === 0 ? 0 : Math.max(1, (count / most) * (HEIGHT - 2));
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the list below is the way of the keyboard
            <rect
              key={edges[bin]}
              onClick={() => onBin(bin)}
              x={bin * step + 0.5}
              y={HEIGHT - height}
              width={Math.max(0.5, step - 1)}
              height={height}
            >
              <title>{`${words(bin)}; click to see them`}</title>
            </rect>
          );
        })}
      </svg>
      <select
        className="bin-select"
        aria-label={`${label}: show the rows of a bin`}
        value=""
        onChange={(event) => onBin(Number(event.target.value))}
      >
        <option value="">Rows of a bin…</option>
        {counts.map((_, bin) => (
          <option key={edges[bin]} value={bin}>
            {words(bin)}
          </option>
        ))}
      </select>
    </div>
  );
}
