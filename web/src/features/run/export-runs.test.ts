import { describe, expect, it } from 'vitest';
import { joinExports } from './export-runs';

describe('24: an export in parts', () => {
  it('has the header of CSV once', () => {
    expect(joinExports('csv', ['id,name\n1,a\n', 'id,name\n2,b\n'])).toBe('id,name\n1,a\n2,b\n');
  });

  it('is one list in JSON', () => {
    expect(JSON.parse(joinExports('json', ['[{"id":1}]', '[{"id":2}]']))).toEqual([{ id: 1 }, { id: 2 }]);
  });
});
