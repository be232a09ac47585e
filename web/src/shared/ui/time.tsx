import { formatAgo, formatDate } from '../format/format';
import { useNow } from '../live/use-now';

/** A moment, as its distance from now; the exact time is the tooltip. */
export function TimeAgo({ time }: { time: string }) {
  const now = useNow(true, 15_000);
  return (
    <time dateTime={time} title={`${formatDate(time)} · ${time}`}>
      {formatAgo(time, now)}
    </time>
  );
}
