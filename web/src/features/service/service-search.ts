const systemTabs = ['services', 'queues', 'backends', 'log-intake', 'dead-letters'] as const;
export type SystemTab = (typeof systemTabs)[number];

const letterStates = ['open', 'replayed', 'discarded'] as const;

export interface SystemSearch {
  tab?: SystemTab;
  /** Of the dead letters. */
  state?: (typeof letterStates)[number];
  /** The dead letter that is open. */
  letter?: string;
}

export function systemSearch(search: Record<string, unknown>): SystemSearch {
  return {
    tab: systemTabs.find((tab) => tab === search.tab),
    state: letterStates.find((state) => state === search.state),
    letter: typeof search.letter === 'string' && search.letter !== '' ? search.letter : undefined,
  };
}
