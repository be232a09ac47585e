import { describe, expect, it } from 'vitest';
import { preferences, preferencesFrom, setPreferences } from './preferences';

describe('preferences', () => {
  it('are the defaults where nothing, or nonsense, was kept', () => {
    const defaults = { density: 'compact', contrast: 'normal', motion: 'system', singleKeys: true };
    expect(preferencesFrom(null)).toEqual(defaults);
    expect(preferencesFrom('{')).toEqual(defaults);
    expect(preferencesFrom('7')).toEqual(defaults);
    expect(preferencesFrom('{"density":"huge","singleKeys":"no"}')).toEqual(defaults);
  });

  it('are kept, and mark the page', () => {
    setPreferences({ contrast: 'high', singleKeys: false });
    expect(preferences().contrast).toBe('high');
    expect(document.documentElement.dataset.contrast).toBe('high');
    expect(preferencesFrom(localStorage.getItem('signalbox.preferences')).singleKeys).toBe(false);
  });
});
