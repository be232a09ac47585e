import { type RowFilter, rowFilter } from './row-filter';

const TABS = ['preview', 'profile', 'model', 'versions', 'lineage', 'settings'] as const;
export type DatasetTab = (typeof TABS)[number];

export interface DatasetSearch extends RowFilter {
  tab?: DatasetTab;
  /** A column with a minus before it for descending. */
  sort?: string;
  pin?: string[];
  /** The version that is compared with. */
  base?: string;
  /** The column whose balance the profile shows. */
  target?: string;
}

const text = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

export function datasetSearch(search: Record<string, unknown>): DatasetSearch {
  const found: DatasetSearch = rowFilter(search);
  const tab = TABS.find((one) => one === search.tab);
  if (tab) found.tab = tab;
  const sort = text(search.sort);
  if (sort) found.sort = sort;
  if (Array.isArray(search.pin)) {
    const pins = search.pin.map(text).filter((pin) => pin !== undefined);
    if (pins.length > 0) found.pin = pins.slice(0, 10);
  }
  const base = text(search.base);
  if (base) found.base = base;
  const target = text(search.target);
  if (target) found.target = target;
  return found;
}

export interface DatasetsSearch {
  q?: string;
  task?: 'classification' | 'regression';
  /** The upload whose panel is open. */
  upload?: string;
  /** The dataset that the next upload becomes a version of. */
  versionOf?: string;
}

export function datasetsSearch(search: Record<string, unknown>): DatasetsSearch {
  const found: DatasetsSearch = {};
  const q = text(search.q);
  if (q) found.q = q.slice(0, 200);
  if (search.task === 'classification' || search.task === 'regression') found.task = search.task;
  const upload = text(search.upload);
  if (upload) found.upload = upload;
  const versionOf = text(search.versionOf);
  if (versionOf) found.versionOf = versionOf;
  return found;
}
