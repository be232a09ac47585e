import { useCallback, useState } from 'react';
import type { TimeMode, ViewOptions } from './log-view';

const KEY = 'signalbox.log-view';

const defaults: ViewOptions = {
  wrap: false,
  colours: true,
  times: 'local',
  logger: true,
  foldTraces: true,
  collapseRepeats: true,
  collapseProgress: true,
  copy: { prefixes: false },
};

const timeModes: readonly TimeMode[] = ['utc', 'local', 'relative', 'off'];

function read(): ViewOptions {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, unknown>;
    const yes = (name: keyof ViewOptions) => (typeof kept[name] === 'boolean' ? kept[name] : defaults[name] === true);
    return {
      wrap: yes('wrap'),
      colours: yes('colours'),
      times: timeModes.find((mode) => mode === kept.times) ?? defaults.times,
      logger: yes('logger'),
      foldTraces: yes('foldTraces'),
      collapseRepeats: yes('collapseRepeats'),
      collapseProgress: yes('collapseProgress'),
      copy: { prefixes: (kept.copy as { prefixes?: unknown } | undefined)?.prefixes === true },
    };
  } catch {
    return defaults;
  }
}

/** How lines are shown: remembered in this browser. */
export function useLogOptions(): [ViewOptions, (change: Partial<ViewOptions>) => void] {
  const [options, setOptions] = useState(read);
  const change = useCallback((part: Partial<ViewOptions>) => {
    setOptions((known) => {
      const next = { ...known, ...part };
      localStorage.setItem(KEY, JSON.stringify(next));
      return next;
    });
  }, []);
  return [options, change];
}
