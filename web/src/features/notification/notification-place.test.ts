import { describe, expect, it } from 'vitest';
import type { Notification } from '@/shared/api/types';
import { placeOf } from './notification-place';

const base: Notification = {
  id: 'n',
  kind: 'run_failed',
  severity: 'error',
  title: 'a failed',
  text: '',
  project: { id: 'p', name: 'credit' },
  run: { id: 'r', name: 'a' },
  rule: null,
  place: { view: 'run', attempt: null, metricKey: null, step: null, trial: null },
  createdAt: '2026-01-01T00:00:00Z',
  readAt: null,
};

const at = (place: Partial<Notification['place']>, run: Notification['run'] = base.run) =>
  placeOf({ ...base, run, place: { ...base.place, ...place } });

describe('the place of a notification', () => {
  it('is the run', () => {
    expect(at({})).toBe('/projects/p/runs/r');
  });

  it('is the log of the attempt, which opens at the first error', () => {
    expect(at({ view: 'log', attempt: 2 })).toBe('/projects/p/runs/r?tab=logs&attempt=2');
  });

  it('is the chart of exactly this metric', () => {
    expect(new URLSearchParams(at({ view: 'charts', metricKey: 'val/a.b' }).split('?')[1]).get('metrics')).toBe(
      '^val/a\\.b$',
    );
  });

  it('is the study, and its trial when there is one', () => {
    expect(at({ view: 'study' })).toBe('/projects/p/studies/r');
    expect(at({ view: 'study', trial: 0 })).toBe('/projects/p/studies/r?trial=0');
  });

  it('is the webhooks of the project, and the project when there is nothing else', () => {
    expect(at({ view: 'webhooks' }, null)).toBe('/projects/p/settings/webhooks');
    expect(at({}, null)).toBe('/projects/p');
  });
});
