import { describe, expect, it } from 'vitest';
import type { Run } from '@/shared/api/types';
import { jobsAfter } from './running-jobs';

const run = (id: string, status: Run['status'], revision = 1) => ({ id, status, revision }) as Run;
const jobs = (items: Run[], nextCursor: string | null = null, total = items.length) => ({ items, nextCursor, total });

describe('the running jobs after a batch', () => {
  it('change in place', () => {
    const after = jobsAfter(jobs([run('a', 'queued'), run('b', 'running')]), [run('a', 'running', 2)]);
    expect(after.jobs.items.map((one) => one.status)).toEqual(['running', 'running']);
    expect(after.again).toBe(false);
  });

  it('lose what has ended, and are read again when there were more', () => {
    const whole = jobsAfter(jobs([run('a', 'running'), run('b', 'running')]), [run('a', 'failed', 2)]);
    expect(whole.jobs.items.map((one) => one.id)).toEqual(['b']);
    expect(whole.jobs.total).toBe(1);
    expect(whole.again).toBe(false);
    expect(jobsAfter(jobs([run('a', 'running')], 'next', 60), [run('a', 'failed', 2)]).again).toBe(true);
  });

  it('are read again when a new one came, and not for one that had ended', () => {
    expect(jobsAfter(jobs([]), [run('n', 'created')]).again).toBe(true);
    expect(jobsAfter(jobs([]), [run('n', 'succeeded')]).again).toBe(false);
  });

  it('take no older state', () => {
    const after = jobsAfter(jobs([run('a', 'running', 3)]), [run('a', 'queued', 2)]);
    expect(after.jobs.items[0]?.status).toBe('running');
  });
});
