const tabs = ['appearance', 'tokens', 'users'] as const;
export type SettingsTab = (typeof tabs)[number];

export interface SettingsSearch {
  tab?: SettingsTab;
}

export function settingsSearch(search: Record<string, unknown>): SettingsSearch {
  const tab = tabs.find((one) => one === search.tab);
  return tab && tab !== 'appearance' ? { tab } : {};
}
