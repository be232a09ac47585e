import { type PointerEvent, useMemo, useRef, useState } from 'react';
import type { LogVolume } from '@/shared/api/types';
import { formatCount } from '@/shared/format/format';
import { clockOf } from './clock';

const HEIGHT = 40;
const order = ['debug', 'info', 'warning', 'error', 'critical'] as const;

/** Lines by level over time. A click goes to that time, a drag chooses a range; the same is in the filters and in «Go to time». */
export function VolumeChart({
  volume,
  utc,
  onTime,
  onRange,
}: {
  volume: LogVolume;
  utc: boolean;
  onTime: (time: string) => void;
  onRange: (since: string, until: string) => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const [hover, setHover] = useState<number>();
  const buckets = volume.info.length;
  const start = volume.from ? Date.parse(volume.from) : 0;
  const paths = useMemo(() => pathsOf(volume), [volume]);
  if (!volume.from || buckets === 0) return <div className="log-volume" />;
  const bucketMillis = volume.bucketSeconds * 1000;
  const timeOf = (bucket: number) => new Date(start + bucket * bucketMillis);
  const bucketOf = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || box.width === 0) return 0;
    return Math.max(0, Math.min(buckets, ((event.clientX - box.left) / box.width) * buckets));
  };
  const totals = order.map((level) => [level, volume[level].reduce((sum, count) => sum + count, 0)] as const);
  const summary = totals
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${formatCount(count)} ${level}`)
    .reverse()
    .join(', ');
  const at = hover === undefined ? undefined : Math.min(buckets - 1, Math.floor(hover));
  return (
    <div
      className="log-volume"
      ref={frame}
      role="img"
      aria-label={`Lines over time, from ${clockOf(start, utc)} to ${clockOf(start + buckets * bucketMillis, utc)}: ${summary}`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const bucket = bucketOf(event);
        setDrag({ from: bucket, to: bucket });
      }}
      onPointerMove={(event) => {
        const bucket = bucketOf(event);
        setHover(bucket);
        setDrag((known) => known && { ...known, to: bucket });
      }}
      onPointerLeave={() => setHover(undefined)}
      onPointerCancel={() => setDrag(undefined)}
      onPointerUp={() => {
        if (!drag) return;
        setDrag(undefined);
        const [low, high] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
        if (high - low < 1) onTime(timeOf(Math.floor(low)).toISOString());
        else onRange(timeOf(Math.floor(low)).toISOString(), timeOf(Math.ceil(high)).toISOString());
      }}
    >
      <svg viewBox={`0 0 ${buckets} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {paths.map(({ level, path }) => (
          <path key={level} d={path} className={`volume-${level}`} />
        ))}
      </svg>
      {drag && Math.abs(drag.to - drag.from) >= 1 && (
        <div
          className="log-volume-range"
          style={{
            left: `${(Math.min(drag.from, drag.to) / buckets) * 100}%`,
            width: `${(Math.abs(drag.to - drag.from) / buckets) * 100}%`,
          }}
        />
      )}
      {at !== undefined && (
        <div
          className="log-volume-tip"
          style={
            at > buckets / 2 ? { right: `${100 - (at / buckets) * 100}%` } : { left: `${((at + 1) / buckets) * 100}%` }
          }
        >
          {clockOf(timeOf(at).getTime(), utc)}
          {[...order].reverse().map((level) => {
            const count = volume[level][at] ?? 0;
            return count > 0 ? <span key={level}>{` · ${formatCount(count)} ${level}`}</span> : null;
          })}
        </div>
      )}
    </div>
  );
}

/** Stacked from the harmless up; a bucket with few errors among many lines still shows at least a pixel of them. */
function pathsOf(volume: LogVolume): { level: string; path: string }[] {
  const buckets = volume.info.length;
  const totals = Array.from({ length: buckets }, (_, at) =>
    order.reduce((sum, level) => sum + (volume[level][at] ?? 0), 0),
  );
  const most = Math.max(1, ...totals);
  const base = new Array<number>(buckets).fill(0);
  return order.map((level) => {
    let path = '';
    const serious = level === 'error' || level === 'critical' || level === 'warning';
    for (let at = 0; at < buckets; at++) {
      const count = volume[level][at] ?? 0;
      if (count === 0) continue;
      const height = Math.max(serious ? 3 : 1, (count / most) * (HEIGHT - 8));
      const bottom = HEIGHT - (base[at] ?? 0);
      path += `M${at + 0.08} ${bottom.toFixed(1)}h.84v-${height.toFixed(1)}h-.84z`;
      base[at] = (base[at] ?? 0) + height;
    }
    return { level, path };
  });
}
