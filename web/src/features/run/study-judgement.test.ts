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

describe('the metrics of a solver', () => {
  const ofSet = (key: string, stepUnit: string, maximize = false) => ({
    ...metric(key, maximize ? 'score' : 'loss', maximize, null, stepUnit),
    ofSet: true,
  });
  const solver = {
    metrics: [
      metric('gap', 'gap', false, null, 'report'),
      metric('primal_integral', 'loss', false, null),
      ofSet('set/gap_integral', 'tick'),
      ofSet('set/solved', 'tick', true),
      ofSet('instance/gap_integral', 'instance'),
    ],
  };
  const overSet = metricsOf(solver, undefined, true);

  it('are others over a set, where the last point is the value at the end', () => {
    expect(overSet.final.map(({ key }) => key)).toEqual(['set/gap_integral', 'set/solved']);
    expect(overSet.points.map(({ key }) => key)).toEqual(['set/gap_integral', 'set/solved', 'instance/gap_integral']);
    expect(objectivesOf([{}], overSet)).toMatchObject([{ metric: 'set/gap_integral', direction: 'minimize' }]);
    const single = metricsOf(solver, undefined);
    expect(single.known.map(({ key }) => key)).toEqual(['gap', 'primal_integral']);
    expect(objectivesOf([{}], single)).toMatchObject([{ metric: 'primal_integral' }]);
  });

  it('judge a set as a whole', () => {
    const faultOf = (name: string, known = overSet) => [
      ...objectiveErrors(objectivesOf([{ metric: name }], known), known, 'HiGHS').values(),
    ];
    expect(faultOf('set/solved')).toEqual([]);
    expect(faultOf('instance/gap_integral')).toEqual(['It has a value for each instance: choose one of the set.']);
    expect(faultOf('gap')).toEqual(['HiGHS reports no such metric.']);
    expect(faultOf('set/solved', metricsOf(solver, undefined))).toEqual(['HiGHS reports no such metric.']);
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
