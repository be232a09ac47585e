import { describe, expect, it } from 'vitest';
import type { Study } from '@/shared/api/types';
import { bestWords, countWords, improvementPath, isOpen, objectiveWords, paceWords } from './study-words';

const study = (more: object = {}) =>
  ({
    run: { status: 'running' },
    stopping: false,
    trials: 60,
    objectives: [{ metric: 'auc', direction: 'maximize' }],
    best: [{ number: 3, runId: 'r', values: [0.91234], parameters: {} }],
    counts: { running: 4, completed: 30, pruned: 11, failed: 1, cancelled: 0 },
    improvements: [
      [0, 0.5],
      [10, 0.7],
      [30, 0.9],
    ],
    ...more,
  }) as unknown as Study;

describe('66: a study in the list', () => {
  it('has its best value and the trials by state', () => {
    expect(bestWords(study())).toBe('0.9123');
    expect(countWords(study())).toBe('42 of 60 · 4 running · 11 pruned · 1 failed');
    expect(objectiveWords(study())).toBe('auc, maximize');
    expect(bestWords(study({ best: [] }))).toBe('–');
  });

  it('has a front when there are several objectives', () => {
    const objectives = [
      { metric: 'auc', direction: 'maximize' },
      { metric: 'seconds', direction: 'minimize' },
    ];
    expect(bestWords(study({ objectives }))).toBe('1 trial on the front');
    expect(objectiveWords(study({ objectives }))).toBe('auc, maximize · seconds, minimize');
  });

  it('has a line that steps at each improvement and goes on to now', () => {
    expect(improvementPath(study({ trials: 61 }), 60, 20)).toBe('M0.0 20.0H10.0V10.0H30.0V0.0H60.0');
    expect(improvementPath(study({ improvements: [[0, 1]] }), 60, 20)).toBeUndefined();
  });

  it('takes no more trials once it ends', () => {
    expect(isOpen(study())).toBe(true);
    expect(isOpen(study({ stopping: true }))).toBe(false);
    expect(isOpen(study({ run: { status: 'cancelling' } }))).toBe(false);
    expect(isOpen(study({ run: { status: 'succeeded' } }))).toBe(false);
  });

  it('tells its pace by the minute, or by the second when it is quick', () => {
    expect(paceWords(1.234)).toBe('1.230 trials/min');
    expect(paceWords(180)).toBe('3 trials/s');
    expect(paceWords(undefined)).toBe('–');
  });
});
