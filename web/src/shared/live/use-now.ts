import { useEffect, useState } from 'react';
import { isTrusted, useConnection } from '../stream/use-stream';

/** The time for running clocks. It stands still while the data behind the clocks may be out of date. */
export function useNow(active: boolean, everyMillis = 1000): number {
  const trusted = isTrusted(useConnection());
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!active || !trusted) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMillis);
    return () => clearInterval(timer);
  }, [active, trusted, everyMillis]);
  return now;
}
