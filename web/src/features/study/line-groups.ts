import type { StudyEventType } from '@/shared/api/types';

/** What a person looks for in the log, each with the types of its lines. */
export const lineGroups = {
  begun: { word: 'Begun', types: ['trial_begun', 'trial_started'] },
  ended: { word: 'Ended', types: ['trial_completed', 'trial_pruned', 'trial_failed', 'trial_cancelled'] },
  trouble: { word: 'Trouble', types: ['trial_retrying', 'trial_failed', 'hindered', 'freed', 'failed'] },
  people: {
    word: 'People',
    types: [
      'created',
      'paused',
      'resumed',
      'changed',
      'enqueued',
      'prune_requested',
      'stop_requested',
      'cancel_requested',
    ],
  },
  study: { word: 'Study', types: ['created', 'searching', 'hindered', 'freed', 'succeeded', 'failed', 'cancelled'] },
} as const satisfies Record<string, { word: string; types: readonly StudyEventType[] }>;

export type LineGroup = keyof typeof lineGroups;

export const typesOf = (groups: readonly LineGroup[]): StudyEventType[] => [
  ...new Set(groups.flatMap((group): readonly StudyEventType[] => lineGroups[group].types)),
];
