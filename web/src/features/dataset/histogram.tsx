import { formatCount } from '@/shared/format/format';

const WIDTH = 240;
const HEIGHT = 56;

/** Equal bins as bars; each names its range and count. */
export function Histogram({
  edges,
  counts,
  label,
  format,
}: {
  edges: readonly number[];
  counts: readonly number[];
  label: string;
  format: (value: number) => string;
}) {
  const most = Math.max(1, ...counts);
  const step = WIDTH / Math.max(1, counts.length);
  const peak = counts.indexOf(most);
  const summary = `${label}: ${counts.length} bins from ${format(edges[0] ?? 0)} to ${format(edges.at(-1) ?? 0)}; the fullest, from ${format(edges[peak] ?? 0)}, holds ${formatCount(most)} rows.`;
  return (
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
          <rect
            key={edges[bin]}
            x={bin * step + 0.5}
            y={HEIGHT - height}
            width={Math.max(0.5, step - 1)}
            height={height}
          >
            <title>{`${format(edges[bin] ?? 0)} to ${format(edges[bin + 1] ?? 0)}: ${formatCount(count)} rows`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
