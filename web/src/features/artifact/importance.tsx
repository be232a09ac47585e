export interface ImportanceShape {
  metric: string;
  repeats: number;
  complete?: boolean;
  features: { name: string; mean: number; std: number }[];
}

const MOST = 30;

const brief = (value: number) => (Math.abs(value) < 0.00005 ? '0' : value.toFixed(4)).replace('-', '−');

/** How much the metric falls when a column is shuffled: a bar for the mean, a line for its spread. */
export function Importance({ data }: { data: ImportanceShape }) {
  const shown = data.features.slice(0, MOST);
  const low = Math.min(0, ...shown.map((one) => one.mean - one.std));
  const high = Math.max(1e-12, ...shown.map((one) => one.mean + one.std));
  const place = (value: number) => ((value - low) / (high - low)) * 100;
  return (
    <>
      <ul className="importance" aria-label="Columns by importance">
        {shown.map(({ name, mean, std }) => (
          <li key={name}>
            <span className="ellipsis" title={name}>
              {name}
            </span>
            <span className="importance-track" aria-hidden="true">
              <span className="zero" style={{ left: `${place(0)}%` }} />
              <i
                style={{
                  left: `${place(Math.min(0, mean))}%`,
                  width: `${Math.abs(place(mean) - place(0))}%`,
                }}
              />
              <u style={{ left: `${place(mean - std)}%`, width: `${place(mean + std) - place(mean - std)}%` }} />
            </span>
            <span className="muted small">
              {brief(mean)} ± {brief(std)}
            </span>
          </li>
        ))}
      </ul>
      <p className="muted small" style={{ marginTop: 8 }}>
        Loss of {data.metric} on held-out rows when the column is shuffled; mean ± standard deviation of {data.repeats}{' '}
        repeats.
        {data.features.length > MOST && ` The ${MOST} most important of ${data.features.length} columns.`}
        {data.complete === false && ' Not every column was measured in the time given.'}
      </p>
    </>
  );
}
