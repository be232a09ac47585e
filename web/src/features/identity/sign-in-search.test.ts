import { describe, expect, it } from 'vitest';
import { signInSearch } from './sign-in-search';

describe('signInSearch', () => {
  it('follows a deep link into the application', () => {
    expect(signInSearch({ redirect: '/projects/1/runs?status=failed' })).toEqual({
      redirect: '/projects/1/runs?status=failed',
    });
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', 7])(
    'does not lead to %s',
    (redirect) => expect(signInSearch({ redirect })).toEqual({}),
  );
});
