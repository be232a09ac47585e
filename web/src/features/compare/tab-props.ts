import type { SetCompare } from './compare-page';
import type { CompareSearch } from './compare-search';
import type { ComparedRun, RunComparison } from './comparison';

/** What each tab of the page gets. */
export interface TabProps {
  projectId: string;
  comparison: RunComparison;
  /** In the order of the page, hidden ones among them. */
  runs: readonly ComparedRun[];
  search: CompareSearch;
  set: SetCompare;
}
