import { useEffect, useRef, useState } from 'react';
import { plural } from '@/shared/format/format';
import type { LogStatus } from './log-session';

const EVERY_MS = 5000;

/** Tells a screen reader how much has come, at most once in five seconds; the lines themselves are silent. */
export function Announcer({ status }: { status: LogStatus }) {
  const latest = useRef(status);
  latest.current = status;
  const [words, setWords] = useState('');
  useEffect(() => {
    let lines = latest.current.arrived;
    let errors = latest.current.arrivedErrors;
    const timer = setInterval(() => {
      const { arrived, arrivedErrors } = latest.current;
      if (arrived === lines) return;
      const bad = arrivedErrors - errors;
      setWords(`${plural(arrived - lines, 'new line')}${bad > 0 ? `, ${plural(bad, 'error')}` : ''}`);
      lines = arrived;
      errors = arrivedErrors;
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {words}
    </p>
  );
}
