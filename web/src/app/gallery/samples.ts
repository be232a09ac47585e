import type { Run, RunStatus } from '@/shared/api/types';

export const statuses: readonly RunStatus[] = [
  'created',
  'queued',
  'starting',
  'running',
  'lost_contact',
  'retrying',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
  'timed_out',
];

const started = new Date(Date.now() - 90_000).toISOString();

const sample = (name: string, status: RunStatus, more: Partial<Run>) =>
  ({
    id: `gallery-${status}`,
    projectId: 'gallery',
    kind: 'training',
    name,
    status,
    createdAt: started,
    startedAt: started,
    endedAt: null,
    logWarnings: 3,
    logErrors: 0,
    summary: {},
    progress: null,
    failure: null,
    statusReason: null,
    stop: null,
    ...more,
  }) as unknown as Run;

export const sampleRuns: readonly Run[] = [
  sample('churn, slowly', 'running', {
    progress: {
      fraction: 0.45,
      done: 4500,
      total: 10_000,
      unit: 'iteration',
      phase: 'training',
      updatedAt: new Date().toISOString(),
    },
  }),
  sample('churn with a forest', 'queued', { statusReason: '2 ahead of it', startedAt: null }),
  sample('churn, gone wrong', 'failed', {
    statusReason: 'The loss became NaN after 14 epochs; a smaller learning rate may help.',
    endedAt: new Date().toISOString(),
  }),
];
