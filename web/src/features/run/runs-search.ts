/** The state of the runs table in its address. */
export interface RunsSearch {
  /** The filter. */
  q?: string;
  /** A field, with `-` in front descending; the newest first when absent. */
  sort?: string;
  /** The columns, as `run-columns.ts` writes them. */
  cols?: string;
  /** The field to group by. */
  group?: string;
  /** The selected runs by their slots, as long as they fit into an address. */
  sel?: string;
  /** Runs that stay in sight above the others. */
  pin?: string;
  /** The saved view that this state started from; `all` for none although there is a default. */
  view?: string;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

export function runsSearch(search: Record<string, unknown>): RunsSearch {
  return {
    q: textOf(search.q),
    sort: textOf(search.sort),
    cols: textOf(search.cols),
    group: textOf(search.group),
    sel: textOf(search.sel),
    pin: textOf(search.pin),
    view: textOf(search.view),
  };
}

/** What a saved view keeps of it: the question, not the answer. */
export type ViewState = Pick<RunsSearch, 'q' | 'sort' | 'cols' | 'group'>;

export function viewStateOf({ q, sort, cols, group }: RunsSearch): ViewState {
  return JSON.parse(JSON.stringify({ q, sort, cols, group })) as ViewState;
}

export function readViewState(state: Record<string, unknown>): ViewState {
  return viewStateOf(runsSearch(state));
}

export function isSameState(a: ViewState, b: ViewState): boolean {
  return a.q === b.q && a.sort === b.sort && a.cols === b.cols && a.group === b.group;
}

/** `-metric.auc.max` is `{ field: 'metric.auc.max', descending: true }`. */
export function parseSort(sort: string | undefined): { field: string; descending: boolean } {
  const text = sort ?? '-created';
  const descending = text.startsWith('-');
  // The last value of a metric has two names.
  return { field: text.slice(descending ? 1 : 0).replace(/^(metric\..*)\.last$/, '$1'), descending };
}

/** The next order when a header is pressed: downwards, upwards, then the usual one. */
export function nextSort(sort: string | undefined, field: string): string | undefined {
  const now = parseSort(sort);
  if (now.field !== field) return field === 'created' ? undefined : `-${field}`;
  return now.descending ? field : undefined;
}
