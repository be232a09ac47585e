import { describe, expect, it } from 'vitest';
import type { Algorithm } from '@/shared/api/types';
import { constraintErrors, metricsOf, nextMetric, objectiveErrors, objectivesOf } from './study-judgement';

const metric = (key: string, role: string, maximize: boolean, task: string | null, stepUnit: string | null = null) =>
  ({ key, role, maximize, task, stepUnit }) as Algorithm['metrics'][number];

const boosting = {
  metrics: [
    metric('valid/auc', 'score', true, 'classification', 'iteration'),
    metric('rows', 'other', false, null),
    metric('auc', 'score', true, 'classification'),
    metric('log_loss', 'loss', false, 'classification'),
    metric('rmse', 'loss', false, 'regression'),
  ],
};
const metrics = metricsOf(boosting, 'classification');
const own = metricsOf({ metrics: [] }, undefined);

describe('the metrics of a method', () => {
  it('are those of the task, by what they can be used for', () => {
    expect(metrics.final.map(({ key }) => key)).toEqual(['auc', 'log_loss', 'rows']);
    expect(metrics.points.map(({ key }) => key)).toEqual(['valid/auc']);
    expect(metricsOf(boosting, 'regression').final.map(({ key }) => key)).toEqual(['rmse', 'rows']);
    expect(metricsOf(boosting, undefined).final.map(({ key }) => key)).toEqual(['auc', 'log_loss', 'rmse', 'rows']);
    expect(metrics.open).toBe(false);
  });

  it('are any when the method names none, and none without a method', () => {
    expect(own).toMatchObject({ open: true, final: [] });
    expect(metricsOf(undefined, undefined).open).toBe(false);
  });

  it('with points alone are better than nothing', () => {
    const live = metricsOf({ metrics: [metric('loss', 'loss', false, null, 'epoch')] }, undefined);
    expect(live.final.map(({ key }) => key)).toEqual(['loss']);
  });
});

describe('objectives', () => {
  it('begin with the first score or loss, in its own direction', () => {
    expect(objectivesOf([{}], metrics)).toEqual([{ path: 'objectives[0]', metric: 'auc', direction: 'maximize' }]);
    expect(objectivesOf([{}, { metric: 'log_loss' }, {}], metrics).slice(1)).toEqual([
      { path: 'objectives[1]', metric: 'log_loss', direction: 'minimize' },
      { path: 'objectives[2]', metric: '', direction: 'minimize' },
    ]);
  });

  it('may go in another direction', () => {
    expect(objectivesOf([{ direction: 'minimize' }], metrics)[0]).toMatchObject({
      metric: 'auc',
      direction: 'minimize',
    });
  });

  it('are metrics of the method, each once', () => {
    const errorsOf = (...names: string[]) =>
      Object.fromEntries(
        objectiveErrors(
          objectivesOf(
            names.map((name) => ({ metric: name })),
            metrics,
          ),
          metrics,
          'Boosting',
        ),
      );
    expect(errorsOf('auc', 'log_loss')).toEqual({});
    expect(errorsOf('auc', 'auc')).toEqual({ 'objectives[1].metric': 'It is an objective already.' });
    expect(errorsOf('rmse', '')).toEqual({
      'objectives[0].metric': 'Boosting reports no such metric.',
      'objectives[1].metric': 'Choose a metric.',
    });
  });

  it('of a method that names no metric may have any name', () => {
    const errorsOf = (name: string) => [...objectiveErrors(objectivesOf([{ metric: name }], own), own, 'Own').values()];
    expect(errorsOf('my_score')).toEqual([]);
    expect(errorsOf(' ')).toEqual(['Give the name of a metric.']);
  });

  it('are added one by one as long as there are metrics', () => {
    const chosen = objectivesOf([{ metric: 'auc' }, { metric: 'rows' }], metrics);
    expect(nextMetric(chosen, metrics)).toBe('log_loss');
    expect(
      nextMetric(objectivesOf([{ metric: 'auc' }, { metric: 'rows' }, { metric: 'log_loss' }], metrics), metrics),
    ).toBe(undefined);
  });
});

describe('constraints', () => {
  it('have a metric and a bound', () => {
    const errors = constraintErrors(
      [
        { metric: 'rows', bound: '10', atLeast: false },
        { bound: '', atLeast: true },
        { metric: 'rows', bound: 'ten', atLeast: false },
      ],
      metrics,
      'Boosting',
    );
    expect(Object.fromEntries(errors)).toEqual({
      'constraints[1].metric': 'Choose a metric.',
      'constraints[1].bound': 'It must be a number.',
      'constraints[2].bound': 'It must be a number.',
    });
  });
});
