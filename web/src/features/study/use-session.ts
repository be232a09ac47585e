import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Study } from '@/shared/api/types';
import { frames } from '@/shared/live/frame-scheduler';
import { followTopic } from '@/shared/stream/use-stream';
import { parseBrushes } from './brush';
import { readTrials, studyQuery } from './study-api';
import type { StudySearch } from './study-search';
import { StudySession } from './study-session';

/** The trials of a study while its page is open. The page has a key of the study's id, so that it never changes here. */
export function useStudySession(study: Study): StudySession {
  const client = useQueryClient();
  const [session] = useState(() => {
    const { id } = study.run;
    const { queryKey } = studyQuery(id);
    return new StudySession(study, {
      read: (after, signal) => readTrials(id, after, signal),
      follow: followTopic,
      onStudy: (next) => client.setQueryData(queryKey, next),
      onStudyLost: () => void client.invalidateQueries({ queryKey }),
      register: (draw) => frames.register(draw),
    });
  });
  useEffect(() => session.open(), [session]);
  return session;
}

/** Draws again when trials have come: at most twice a second. */
export function useTrialFeed({ feed }: StudySession): number {
  return useSyncExternalStore(feed.watch, feed.current);
}

/** Draws again when something else is picked out: at most once a frame while the pointer draws a range. */
export function useSelection({ selection }: StudySession): StudySession['selection'] {
  useSyncExternalStore(selection.watch, selection.current);
  return selection;
}

/** What the address says is picked out, is. */
export function useSelectionOfAddress(session: StudySession, { brush, top, objective = 0 }: StudySearch): void {
  const text = (brush ?? []).join('\n');
  useEffect(() => {
    const brushes = parseBrushes(text === '' ? [] : text.split('\n'));
    session.selection.set(brushes, top === undefined ? undefined : { objective, percent: top });
  }, [session, text, top, objective]);
}

/** The mask of what is picked out, for plots; undefined while nothing is. */
export const maskOf =
  ({ selection }: StudySession) =>
  (): Uint8Array | undefined =>
    selection.isActive ? selection.mask : undefined;
