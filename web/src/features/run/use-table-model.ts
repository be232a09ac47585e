import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { RunTableModel, type TableQuery, type TableState } from './run-table-model';

const nothing: TableState = { total: undefined, fresh: 0, gone: 0, error: undefined, readAt: 0 };
const FIRST_ROWS = 60;

/**
 * The model of the newest query that has an answer. While the next one is read, or when it cannot be, the rows of the one before stay;
 * `error` is of the newest query.
 */
export function useTableModel(query: TableQuery | undefined): {
  model: RunTableModel | undefined;
  state: TableState;
  isBusy: boolean;
  error: unknown;
  retry: () => void;
} {
  const [shown, setShown] = useState<RunTableModel>();
  const [error, setError] = useState<{ of: string; error: unknown }>();
  const shownNow = useRef<RunTableModel>(undefined);
  const key = query && JSON.stringify(query);
  const coming = useRef<RunTableModel>(undefined);
  useEffect(() => {
    if (key === undefined) return;
    const made = new RunTableModel(JSON.parse(key) as TableQuery);
    coming.current = made;
    const look = () => {
      const state = made.current();
      setError(state.error === undefined ? undefined : { of: key, error: state.error });
      if (state.total === undefined || shownNow.current === made) return;
      shownNow.current?.close();
      shownNow.current = made;
      setShown(made);
    };
    const stop = made.watch(look);
    made.rows.want(0, FIRST_ROWS);
    return () => {
      stop();
      if (shownNow.current !== made) made.close();
    };
  }, [key]);
  useEffect(
    () => () => {
      shownNow.current?.close();
      shownNow.current = undefined;
    },
    [],
  );
  const state = useSyncExternalStore(shown?.watch ?? watchNothing, shown?.current ?? (() => nothing));
  return {
    model: shown,
    state,
    isBusy: key !== undefined && (shown === undefined || JSON.stringify(shown.query) !== key),
    error: error?.of === key ? error?.error : undefined,
    retry: () => coming.current?.rows.retry(),
  };
}

const watchNothing = () => () => undefined;
