import type { Study } from '@/shared/api/types';
import type { StudySearch } from './study-search';
import type { StudySession } from './study-session';

/** Changes a part of the address; `replace`: without a step that Back would undo. */
export type ChangeSearch = (next: Partial<StudySearch>, options?: { replace?: boolean }) => void;

/** What every tab of a study gets. */
export interface TabProps {
  study: Study;
  session: StudySession;
  search: StudySearch;
  change: ChangeSearch;
}
