import { describe, expect, it } from 'vitest';
import {
  boardOf,
  changeChart,
  changeSection,
  chartSearch,
  isSynced,
  noSettings,
  setOf,
  setSynced,
  settingsOf,
} from './chart-settings';

const charts = ['train/loss', 'train/acc'];

describe('settings of a section', () => {
  it('34: carry the x axis to every chart while they are in sync', () => {
    const board = changeChart(noSettings, 'train', 'train/loss', charts, { x: 'relative', y: 'log' });
    expect(settingsOf(board, 'train', 'train/acc')).toMatchObject({ x: 'relative', y: 'linear' });
    expect(settingsOf(board, 'train', 'train/loss')).toMatchObject({ x: 'relative', y: 'log' });
    expect(settingsOf(board, 'val', 'val/acc').x).toBe('step');
  });

  it('leave a chart to itself when they are not', () => {
    const apart = setSynced(noSettings, 'train', charts, false);
    const board = changeChart(apart, 'train', 'train/loss', charts, { x: 'wall', zoom: [1, 2] });
    expect(isSynced(board, 'train')).toBe(false);
    expect(settingsOf(board, 'train', 'train/acc').x).toBe('step');
    expect(settingsOf(board, 'train', 'train/loss')).toMatchObject({ x: 'wall', zoom: [1, 2] });
  });

  it('bring a chart back when they are in sync again', () => {
    const apart = changeChart(setSynced(noSettings, 'train', charts, false), 'train', 'train/loss', charts, {
      x: 'wall',
      y: 'log',
    });
    const board = setSynced(apart, 'train', charts, true);
    expect(settingsOf(board, 'train', 'train/loss')).toMatchObject({ x: 'step', y: 'log' });
  });

  it('can be switched off on one chart of a section that is apart', () => {
    const smooth = changeSection(noSettings, 'train', charts, { smoothing: { kind: 'twema', amount: 0.9 } });
    const apart = setSynced(smooth, 'train', charts, false);
    const board = boardOf(setOf(changeChart(apart, 'train', 'train/loss', charts, { smoothing: undefined })));
    expect(settingsOf(board, 'train', 'train/loss').smoothing).toBeNull();
    expect(settingsOf(board, 'train', 'train/acc').smoothing).toEqual({ kind: 'twema', amount: 0.9 });
  });

  it('begin with what the page begins with', () => {
    expect(settingsOf(noSettings, 'sys', 'sys/cpu', { x: 'relative' }).x).toBe('relative');
    const board = boardOf(setOf(changeSection(noSettings, 'sys', ['sys/cpu'], { x: 'step' })));
    expect(settingsOf(board, 'sys', 'sys/cpu', { x: 'relative' }).x).toBe('step');
  });
});

describe('the address of a page with charts', () => {
  it('3, 48: gives every setting back', () => {
    const board = changeChart(
      changeChart(noSettings, 'train', 'train/loss', charts, {
        x: 'metric:train/examples',
        smoothing: { kind: 'gaussian', amount: 0.999 },
        clip: true,
        aggregate: { centre: 'median', band: 'ci95' },
        zoom: [100, 250.5],
      }),
      'train',
      'train/acc',
      charts,
      {
        y: 'symlog',
        zoomY: [-1, 1],
        legend: '{run} {last}',
        noLegend: true,
        table: true,
        only: ['a:b'],
        hidden: ['c:d'],
      },
    );
    const address = JSON.parse(JSON.stringify(chartSearch({ set: setOf(board), columns: '3', pinned: ['val/auc'] })));
    expect(address).toMatchObject({ columns: 3, pinned: ['val/auc'] });
    expect(boardOf(address.set)).toEqual(boardOf(setOf(board)));
    expect(settingsOf(boardOf(address.set), 'train', 'train/acc')).toEqual(settingsOf(board, 'train', 'train/acc'));
  });

  it('is empty for a page that nobody has changed', () => {
    expect(setOf(noSettings)).toBeUndefined();
    expect(Object.values(chartSearch({})).filter((value) => value !== undefined)).toEqual([]);
  });

  it('takes nothing that is wrong', () => {
    const set = {
      s: { train: { x: 'sideways', s: 'twema~1.5', z: [5, 1], g: 'mean~magic', c: 'yes' } },
      c: { 'train/loss': { y: 'cubic', zy: ['a', 2], l: 7, o: 'x', t: 1 } },
    };
    expect(boardOf(set)).toEqual({ sections: { train: {} }, charts: { 'train/loss': {} } });
    expect(chartSearch({ set: [], columns: 9, full: 3, split: 'no' })).toEqual({});
  });
});
