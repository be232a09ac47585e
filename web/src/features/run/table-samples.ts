import { ago, BIDI_NAME, LONG_NAME, sampleRun } from '@/shared/gallery/samples';
import type { RunRow } from './run-list-api';

export const LOSS = 'val/loss';
const summary = (last: number | 'NaN' | 'Infinity', least: number | null = null) => ({
  last,
  min: least,
  max: least === null ? null : least * 3,
  mean: least === null ? null : least * 2,
  lastStep: 200,
  points: 200,
});

export function row(name: string, more: Partial<RunRow> = {}): RunRow {
  return {
    ...sampleRun(name, { progress: null }),
    metrics: { [LOSS]: summary(0.2143, 0.2012) },
    params: { lr: 0.001 },
    ...more,
  };
}

export const half = { fraction: 0.64, done: 128, total: 200, unit: 'iteration', phase: 'training', updatedAt: ago(1) };
const ended = { endedAt: ago(3), progress: null };
export const baseline = row('the baseline', { ...ended, status: 'succeeded', tags: ['baseline'] });
export const leaving = row('changed since it was read', { progress: half });
export const lost = row('deleted by somebody else', { ...ended, status: 'succeeded' });

export const rows: readonly RunRow[] = [
  row('runs now', { progress: half, logWarnings: 3 }),
  baseline,
  row('better than the baseline', { ...ended, status: 'succeeded', metrics: { [LOSS]: summary(0.1871, 0.1802) } }),
  row('worse than the baseline', { ...ended, status: 'succeeded', metrics: { [LOSS]: summary(0.4021, 0.3312) } }),
  leaving,
  lost,
  row('waits', {
    status: 'queued',
    startedAt: null,
    metrics: {},
    waitReason: { kind: 'ahead', service: 'tabular', ahead: 2, until: null, sentence: '2 runs are ahead of it' },
  }),
  row('went wrong', { ...ended, status: 'failed', logErrors: 48_211, metrics: { [LOSS]: summary('NaN') } }),
  row('diverged', { ...ended, status: 'failed', metrics: { [LOSS]: summary('Infinity') }, params: { lr: 1e12 } }),
  row('was cancelled', { ...ended, status: 'cancelled', params: {}, metrics: {} }),
  row('took too long', { ...ended, status: 'timed_out' }),
  row('is silent', { status: 'lost_contact', progress: half }),
  row('is tried again', { status: 'retrying', attempt: 2, progress: half }),
  row(LONG_NAME, { ...ended, status: 'succeeded', tags: ['a', 'b', 'a-tag-that-is-long', 'another', 'one more'] }),
  row(BIDI_NAME, { ...ended, id: 'gallery-turned', status: 'succeeded', datasetName: BIDI_NAME }),
  row('p0548', {
    ...ended,
    kind: 'solve',
    status: 'succeeded',
    outcome: 'feasible',
    spec: { kind: 'solve', algorithm: 'highs' },
    metrics: { incumbent: summary(8691, 8691), gap: summary(0.0241, 0.0241) },
    params: { seed: 7 },
  }),
];

export const few = rows.slice(0, 4);
