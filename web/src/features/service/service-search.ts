const systemTabs = ['services', 'queues', 'backends', 'log-intake', 'dead-letters', 'storage'] as const;
export type SystemTab = (typeof systemTabs)[number];

const letterStates = ['open', 'replayed', 'discarded'] as const;

export interface SystemSearch {
  tab?: SystemTab;
  /** Of the dead letters. */
  state?: (typeof letterStates)[number];
  /** The dead letter that is open. */
  letter?: string;
  /** The look for orphans that is open, and the kind of which its orphans are shown. */
  inventory?: string;
  kind?: string;
}

const word = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export function systemSearch(search: Record<string, unknown>): SystemSearch {
  return {
    tab: systemTabs.find((tab) => tab === search.tab),
    state: letterStates.find((state) => state === search.state),
    letter: word(search.letter),
    inventory: word(search.inventory),
    kind: word(search.kind),
  };
}
