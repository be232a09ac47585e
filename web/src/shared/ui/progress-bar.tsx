/** How far something is, for eyes and for readers. */
export function ProgressBar({ label, fraction }: { label: string; fraction: number }) {
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(fraction * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div style={{ width: `${Math.min(100, fraction * 100)}%` }} />
    </div>
  );
}
