import { describe, expect, it } from 'vitest';
import { configurationOf, typedOf } from './enqueue-form';
import { boosting, depth, learningRate } from './trial-fixture';

const space = [learningRate, depth, { ...boosting, choices: ['gbdt', null, true] }];

describe('a configuration that is enqueued', () => {
  it('has a value of its type for every parameter', () => {
    const { values, errors } = configurationOf(space, { learning_rate: '1e-2', depth: ' 4 ', boosting: '1' });
    expect(values).toEqual({ learning_rate: 0.01, depth: 4, boosting: null });
    expect(errors.size).toBe(0);
  });

  it('is typed as it was, out of a trial', () => {
    const values = { learning_rate: 0.05, depth: 7, boosting: true };
    const typed = typedOf(space, values);
    expect(typed).toEqual({ learning_rate: '0.05', depth: '7', boosting: '2' });
    expect(configurationOf(space, typed).values).toEqual(values);
    expect(typedOf(space, {})).toEqual({ learning_rate: '', depth: '', boosting: '' });
  });

  it('says of each parameter what is wrong', () => {
    const wrong = (typed: Record<string, string>) => [...configurationOf(space, typed).errors.keys()];
    expect(wrong({ learning_rate: '0.5', depth: '4', boosting: '0' })).toEqual(['learning_rate']);
    expect(wrong({ learning_rate: '', depth: '4.5', boosting: '' })).toEqual(['learning_rate', 'depth', 'boosting']);
    expect(wrong({ learning_rate: 'NaN', depth: '1', boosting: '7' })).toEqual(['learning_rate', 'depth', 'boosting']);
    const stepped = configurationOf([{ ...depth, step: 4 }], { depth: '5' });
    expect(stepped.errors.get('depth')).toBe('It must be 2 and some steps of 4.');
    expect(configurationOf([{ ...depth, step: 4 }], { depth: '6' }).errors.size).toBe(0);
  });
});
