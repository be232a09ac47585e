import { beforeEach, describe, expect, it } from 'vitest';
import { keyCaps } from './chord';
import { KeyMap, type Level, type Shortcut } from './key-map';

let done: string[];
let singleKeys: boolean;
let time: number;
let map: KeyMap;

beforeEach(() => {
  done = [];
  singleKeys = true;
  time = 0;
  map = new KeyMap(
    () => singleKeys,
    () => time,
  );
  document.body.innerHTML =
    '<main><input id="text"><input id="box" type="checkbox"><div id="chart" tabindex="0"></div></main>' +
    '<div role="dialog"><button id="inside"></button></div>';
});

function press(key: string, extra: Partial<KeyboardEventInit> = {}, on = 'body'): KeyboardEvent {
  const target = on === 'body' ? document.body : document.querySelector(`#${on}`);
  const event = new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true, ...extra });
  target?.addEventListener('keydown', (one) => map.handle(one as KeyboardEvent), { once: true });
  target?.dispatchEvent(event);
  return event;
}

const does = (keys: Shortcut['keys'], what = String(keys)): Shortcut => ({ keys, what, run: () => done.push(what) });

function add(level: Level, ...shortcuts: Shortcut[]) {
  return map.add({ name: level, level, shortcuts: () => shortcuts });
}

describe('KeyMap', () => {
  it('does what a key stands for, and takes the key', () => {
    add('screen', does('f'), does(['End', 'e'], 'end'));
    expect(press('f').defaultPrevented).toBe(true);
    press('End');
    press('E', { shiftKey: false });
    expect(done).toEqual(['f', 'end', 'end']);
    expect(press('q').defaultPrevented).toBe(false);
  });

  it('tells Shift, Alt and Ctrl apart, but not where a sign lies on the keyboard', () => {
    add('screen', does('x'), does('Shift+x'), does('Alt+Shift+e'), does('Mod+k'), does('?'), does('/'));
    press('X', { shiftKey: true });
    press('x', { ctrlKey: true });
    press('€', { altKey: true, shiftKey: true, code: 'KeyE' });
    press('k', { metaKey: true });
    press('?', { shiftKey: true });
    press('/', { shiftKey: true });
    expect(done).toEqual(['Shift+x', 'Alt+Shift+e', 'Mod+k', '?', '/']);
  });

  it('works in another script', () => {
    add('screen', does('j'));
    press('о', { code: 'KeyJ' });
    expect(done).toEqual(['j']);
  });

  it('knows sequences, and forgets what was begun', () => {
    add('application', does('g h'), does('g r'));
    add('screen', does('h'));
    press('g');
    press('h');
    press('h');
    press('g');
    time = 5000;
    press('r');
    press('g');
    press('h');
    expect(done).toEqual(['g h', 'h', 'g h']);
  });

  it('asks what is nearest first', () => {
    add('part', does('c', 'part'));
    add('application', does('c', 'application'), does('y', 'all'));
    add('screen', does('c', 'screen'));
    press('c');
    press('y');
    expect(done).toEqual(['part', 'all']);
  });

  it('passes a key on that has nothing to do now', () => {
    add('screen', { ...does('c', 'nothing selected'), when: () => false });
    add('application', does('c', 'compare'));
    press('c');
    expect(done).toEqual(['compare']);
  });

  it('keeps still while somebody writes or is in a dialog, but for Ctrl', () => {
    add('application', does('x'), does('Escape'), does('Mod+k'));
    press('x', {}, 'text');
    press('Escape', {}, 'inside');
    press('x', {}, 'inside');
    expect(done).toEqual([]);
    press('k', { ctrlKey: true }, 'text');
    press('x', {}, 'box');
    expect(done).toEqual(['Mod+k', 'x']);
  });

  it('keeps to the element that a scope is within', () => {
    const within = () => document.querySelector('#chart');
    map.add({ name: 'Chart', level: 'part', within, shortcuts: () => [does('t')] });
    map.add({ name: 'Log', level: 'part', within, orNowhere: true, shortcuts: () => [does('PageUp')] });
    press('t');
    press('PageUp', {}, 'box');
    expect(done).toEqual([]);
    press('t', {}, 'chart');
    press('PageUp');
    expect(done).toEqual(['t', 'PageUp']);
  });

  it('leaves single keys alone when they are switched off, and keeps the others', () => {
    singleKeys = false;
    add('screen', does('x'), does('?'), does('Shift+e'), does('g h'), does('End'), does('Mod+k'), does('Alt+x'));
    press('x');
    press('?', { shiftKey: true });
    press('E', { shiftKey: true });
    press('g');
    press('h');
    expect(done).toEqual([]);
    press('End');
    press('k', { ctrlKey: true });
    press('x', { altKey: true });
    expect(done).toEqual(['End', 'Mod+k', 'Alt+x']);
  });

  it('lists what works, the nearest first, and twelve charts once', () => {
    add('application', does('g h', 'Home'));
    for (let at = 0; at < 12; at++) add('part', does('t', 'Table'), { ...does('z', 'Hidden'), when: () => false });
    const off = add('screen', does('x', 'Select'));
    expect(map.listed().map(({ name, shortcuts }) => [name, shortcuts.map((one) => one.what)])).toEqual([
      ['part', ['Table']],
      ['screen', ['Select']],
      ['application', ['Home']],
    ]);
    off();
    expect(map.listed()).toHaveLength(2);
  });
});

describe('keyCaps', () => {
  it('draws keys as they are written on them', () => {
    expect(keyCaps('g h')).toEqual([['g'], ['h']]);
    expect(keyCaps('Shift+e')).toEqual([['Shift', 'E']]);
    expect(keyCaps('ArrowUp')).toEqual([['↑']]);
    expect(keyCaps('Space')).toEqual([['Space']]);
  });
});
