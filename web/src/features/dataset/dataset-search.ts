export interface DatasetSearch {
  tab?: 'preview' | 'profile';
}

export function datasetSearch(search: Record<string, unknown>): DatasetSearch {
  return search.tab === 'profile' || search.tab === 'preview' ? { tab: search.tab } : {};
}
