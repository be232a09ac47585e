import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { compare, flatten, reproduceCommand } from './params-diff';

describe('compare', () => {
  it('finds what differs, on whichever side it is missing', () => {
    const own = flatten({ lr: 0.1, deep: { on: true }, tags: ['a'] });
    const other = flatten({ lr: 0.2, deep: { on: true }, depth: 3 });
    expect(compare(own, other)).toEqual([
      { path: 'deep.on', own: 'true', other: 'true', differs: false },
      { path: 'depth', own: undefined, other: '3', differs: true },
      { path: 'lr', own: '0.1', other: '0.2', differs: true },
      { path: 'tags', own: '["a"]', other: undefined, differs: true },
    ]);
  });
});

describe('reproduceCommand', () => {
  it('reaches curl as it was meant, whatever stands in the specification', () => {
    const spec = { name: `it's "odd" $HOME \`x\` \\n`, parameters: { a: 1 } };
    const command = reproduceCommand('http://127.0.0.1:1', 'p', spec);
    const words = execFileSync('bash', ['-c', `curl() { printf '%s\\0' "$@"; }; ${command}`], {
      env: { SIGNALBOX_TOKEN: 'secret', PATH: process.env.PATH },
    })
      .toString()
      .split('\0');
    expect(JSON.parse(words[words.indexOf('-d') + 1] ?? '')).toEqual(spec);
    expect(words).toContain('http://127.0.0.1:1/api/v1/projects/p/runs');
    expect(words).toContain('Authorization: Bearer secret');
  });
});
