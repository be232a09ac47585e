export interface ModelSearch {
  tab?: 'versions' | 'signature' | 'predict';
  version?: number;
}

export function modelSearch(search: Record<string, unknown>): ModelSearch {
  const version = Number(search.version);
  const tab = (['versions', 'signature', 'predict'] as const).find((one) => one === search.tab);
  return { tab, version: Number.isInteger(version) && version > 0 ? version : undefined };
}
