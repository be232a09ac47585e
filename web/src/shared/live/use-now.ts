import { useEffect, useState } from 'react';
import { useConnection } from '../stream/use-stream';

/** The time for running clocks. It stands still while the data behind the clocks may be out of date. */
export function useNow(active: boolean, everyMillis = 1000): number {
  const connection = useConnection();
  const [now, setNow] = useState(() => Date.now());
  const trusted = connection.state === 'live' || connection.state === 'connecting';
  useEffect(() => {
    if (!active || !trusted) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMillis);
    return () => clearInterval(timer);
  }, [active, trusted, everyMillis]);
  return now;
}
