import { describe, expect, it } from 'vitest';
import type { TimelineStep } from '@/shared/api/types';
import { attemptsOf, lifeOf, spansOf } from './timeline';

const step = (name: TimelineStep['step'], second: number, attempt?: number): TimelineStep => ({
  step: name,
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
  millisSincePrevious: 0,
  attempt,
});

describe('spansOf', () => {
  it('covers the whole life without gaps', () => {
    const spans = spansOf([
      step('accepted', 0),
      step('outbox', 1),
      step('queued', 2),
      step('starting', 5, 1),
      step('running', 6, 1),
      step('finished', 16, 1),
      step('stored', 17, 1),
    ]);
    expect(spans.map((span) => [span.word, span.from, span.to])).toEqual([
      ['On its way', 0, 2000],
      ['Waiting', 2000, 5000],
      ['Starting', 5000, 6000],
      ['Running', 6000, 16_000],
      ['Storing the end', 16_000, 17_000],
    ]);
  });

  it('numbers the attempts once there is a second one', () => {
    const spans = spansOf([
      step('accepted', 0),
      step('starting', 1, 1),
      step('running', 2, 1),
      step('lost_contact', 3, 1),
      step('retrying', 5, 1),
      step('starting', 6, 2),
      step('running', 7, 2),
      step('finished', 9, 2),
    ]);
    expect(spans.map((span) => span.word)).toEqual([
      'On its way',
      'Starting 1',
      'Running 1',
      'Lost contact',
      'Back-off',
      'Starting 2',
      'Running 2',
    ]);
  });

  it('32: shows one attempt with its number, from its own first step on', () => {
    const second = [step('starting', 60, 2), step('running', 61, 2), step('finished', 71, 2)];
    expect(spansOf(second, undefined, true).map((span) => [span.word, span.from, span.to])).toEqual([
      ['Starting 2', 0, 1000],
      ['Running 2', 1000, 11_000],
    ]);
    const first = [step('starting', 1, 1), step('running', 2, 1), step('retrying', 9, 1)];
    expect(spansOf(first, undefined, false).map((span) => span.word)).toEqual(['Starting', 'Running']);
  });

  it('33: takes what was tried again for failed, and what goes on for running', () => {
    const spans = spansOf(
      [
        step('accepted', 0),
        step('starting', 1, 1),
        step('running', 2, 1),
        step('retrying', 3, 1),
        step('starting', 5, 2),
        step('running', 6, 2),
      ],
      Date.UTC(2026, 0, 1, 0, 0, 9),
    );
    expect(spans.map((span) => [span.word, span.state])).toEqual([
      ['On its way', 'succeeded'],
      ['Starting 1', 'succeeded'],
      ['Running 1', 'failed'],
      ['Back-off', 'failed'],
      ['Starting 2', 'succeeded'],
      ['Running 2', 'running'],
    ]);
  });

  it('joins a stretch that is reported twice and leaves out empty ones', () => {
    const spans = spansOf([
      step('accepted', 0),
      step('queued', 1),
      step('queued', 2),
      step('running', 4),
      step('pushed', 4),
    ]);
    expect(spans.map((span) => [span.word, span.from, span.to])).toEqual([
      ['On its way', 0, 1000],
      ['Waiting', 1000, 4000],
    ]);
  });

  it('lets the last stretch of a run that goes on grow', () => {
    const steps = [step('accepted', 0), step('running', 1)];
    expect(spansOf(steps, Date.parse(steps[0]?.at ?? '') + 9000).at(-1)).toMatchObject({ from: 1000, to: 9000 });
  });

  it('has nothing to show of nothing', () => {
    expect(spansOf([])).toEqual([]);
  });
});

describe('lifeOf', () => {
  it('ends where the run has ended, and not where it was imported', () => {
    const steps = [step('accepted', 0), step('running', 1), step('finished', 9), step('imported', 5000)];
    expect(lifeOf(steps).map((one) => one.step)).toEqual(['accepted', 'running', 'finished']);
  });
});

describe('attemptsOf', () => {
  it('names each attempt once, in order, and nothing from before the first', () => {
    expect(attemptsOf([step('accepted', 0), step('queued', 1, 0), step('starting', 2, 1)])).toEqual([1]);
    const retried = [step('queued', 1, 2), step('starting', 2, 1), step('running', 3, 1), step('starting', 4, 2)];
    expect(attemptsOf(retried)).toEqual([1, 2]);
  });
});
