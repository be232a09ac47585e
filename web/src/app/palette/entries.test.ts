import { describe, expect, it } from 'vitest';
import { type Entry, pageEntries, rank, resourceEntry } from './entries';
import { recents, rememberRecent } from './recents';

const page = (word: string, path = `/${word}`): Entry => ({ id: word, word, note: 'page', icon: 'home', path });

describe('the palette', () => {
  it('keeps the order given while nothing is typed, and offers a page once', () => {
    expect(rank('', [page('Runs'), page('Data'), page('again', '/Runs')]).map((entry) => entry.word)).toEqual([
      'Runs',
      'Data',
    ]);
  });

  it('puts the best first when something is typed', () => {
    expect(rank('da', [page('Dashboard'), page('Data'), page('Runs')]).map((entry) => entry.word)).toEqual([
      'Data',
      'Dashboard',
    ]);
  });

  it('leads to what was found', () => {
    const found = { id: 'r', projectId: 'p', name: 'gbm', note: 'timed_out', createdAt: '' };
    expect(resourceEntry({ ...found, kind: 'run' })).toMatchObject({
      path: '/projects/p/runs/r',
      note: 'run · timed out',
    });
    expect(resourceEntry({ ...found, kind: 'project' }).path).toBe('/projects/r');
    expect(pageEntries('p').map((entry) => entry.path)).toContain('/projects/p/runs');
    expect(pageEntries('p').find((entry) => entry.word === 'Studies')).toMatchObject({
      path: '/projects/p/studies',
      keys: 'g u',
    });
    expect(pageEntries('p').find((entry) => entry.word === 'Solves')?.path).toMatch(
      /^\/projects\/p\/runs\?q=kind%3Asolve&/,
    );
    expect(pageEntries(undefined).map((entry) => entry.path)).toEqual(['/system', '/import']);
  });

  it('remembers the last eight, the newest first, each once', () => {
    for (let at = 0; at < 10; at++) rememberRecent({ path: `/${at}`, word: String(at), note: 'run' });
    rememberRecent({ path: '/5', word: '5', note: 'run' });
    expect(recents().map((one) => one.word)).toEqual(['5', '9', '8', '7', '6', '4', '3', '2']);
    localStorage.setItem('signalbox.recents', '[{"path":1}]');
    expect(recents()).toEqual([]);
  });
});
