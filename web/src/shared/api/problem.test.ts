import { describe, expect, it } from 'vitest';
import { ApiError, columnOfRowField, fieldMessages, problemFrom, toProblem } from './problem';
import type { Problem } from './types';

const problem = (more: Partial<Problem>): Problem => ({
  type: 'urn:signalbox:error:run.invalid',
  title: 'Not valid',
  status: 422,
  code: 'run.invalid',
  detail: 'It is wrong.',
  traceId: 'abc',
  retryable: false,
  ...more,
});

describe('fieldMessages', () => {
  it('puts the message of a single field there, without repeating its path', () => {
    const messages = fieldMessages(
      problem({ field: 'parameters.learning_rate', detail: 'parameters.learning_rate: must be positive.' }),
    );
    expect([...messages]).toEqual([['parameters.learning_rate', 'Must be positive.']]);
  });

  it('lists every fault of a problem with several', () => {
    const messages = fieldMessages(
      problem({
        errors: [
          { field: 'rows[0].age', detail: 'expected number' },
          { field: 'rows[0].sex', detail: 'missing' },
        ],
      }),
    );
    expect([...messages.keys()]).toEqual(['rows[0].age', 'rows[0].sex']);
  });

  it('keeps a message that belongs to no field', () => {
    expect(fieldMessages(problem({})).get('')).toBe('It is wrong.');
  });
});

describe('toProblem', () => {
  it('keeps what the server said', () => {
    const original = problem({});
    expect(toProblem(new ApiError(original))).toBe(original);
  });

  it('names a lost connection as one, and as worth another try', () => {
    const found = toProblem(new TypeError('Failed to fetch'));
    expect(found.code).toBe('network');
    expect(found.retryable).toBe(true);
  });

  it('invents no cause for an answer that is no problem document', () => {
    expect(problemFrom(502, '<html>').code).toBe('http.502');
    expect(problemFrom(502, undefined).retryable).toBe(true);
    expect(problemFrom(404, {}).retryable).toBe(false);
  });
});

describe('columnOfRowField', () => {
  it.each([
    ['rows[0].age', 'age'],
    ['rows[12].home.dest', 'home.dest'],
    ['rows[0]["two words"]', 'two words'],
    ['rows', undefined],
    ['parameters.x', undefined],
  ])('%s names %s', (field, column) => expect(columnOfRowField(field)).toBe(column));
});
