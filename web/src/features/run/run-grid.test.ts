import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RowWindow } from './row-window';
import { type GridColumn, type GridEvents, RunGrid } from './run-grid';
import type { RunRow } from './run-list-api';

const TOTAL = 100_000;
const HEIGHT = 640;

const row = (n: number) => ({ id: `run-${n}`, name: `run ${n}`, revision: 1 }) as RunRow;
const column: GridColumn = {
  key: 'name',
  className: 'run-cell cell-name',
  drawing: (one) => ({
    mark: one.name,
    draw: (cell) => {
      cell.textContent = one.name;
    },
  }),
};

describe('RunGrid', () => {
  let frames: FrameRequestCallback[] = [];
  let rows: RowWindow<RunRow>;
  let grid: RunGrid;
  let frame: HTMLElement;
  let body: HTMLElement;
  const events = {
    look: () => ({
      isPicked: false,
      colour: undefined,
      isHidden: false,
      isBaseline: false,
      isHighlighted: false,
      hasLeft: false,
    }),
    onPick: vi.fn(),
    onHide: vi.fn(),
    onOpen: vi.fn(),
    onMenu: vi.fn(),
    onHover: vi.fn(),
    onActive: vi.fn(),
    onRange: vi.fn(),
    onScroll: vi.fn(),
  } satisfies GridEvents;

  const paint = () => {
    for (const callback of frames.splice(0)) callback(0);
  };
  const settle = async () => {
    await new Promise((done) => setTimeout(done, 80));
    paint();
  };
  const shown = () => [...body.children].map((one) => one.textContent ?? '');
  const scrollTo = (top: number) => {
    frame.scrollTop = top;
    frame.dispatchEvent(new Event('scroll'));
    paint();
  };

  beforeEach(async () => {
    vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback));
    vi.stubGlobal('cancelAnimationFrame', () => undefined);
    document.body.innerHTML = '<div tabindex="0"><div></div><div></div></div>';
    frame = document.body.firstElementChild as HTMLElement;
    const [pins, list] = [...frame.children] as HTMLElement[];
    body = list as HTMLElement;
    Object.defineProperty(frame, 'clientHeight', { value: HEIGHT });
    rows = new RowWindow<RunRow>({
      read: async (offset, limit) => ({
        items: Array.from({ length: Math.min(limit, TOTAL - offset) }, (_, i) => row(offset + i)),
        total: TOTAL,
      }),
    });
    grid = new RunGrid({ frame, body, pins: pins as HTMLElement }, rows, events);
    grid.show([column], 32);
    await settle();
  });

  afterEach(() => {
    grid.close();
    rows.close();
    frames = [];
  });

  it('16: has fewer than 100 row elements wherever it is, in the order of the list', async () => {
    for (const top of [0, 320, 1_000_000, TOTAL * 32 - HEIGHT, 40]) {
      scrollTo(top);
      await settle();
      expect(body.children.length).toBeLessThan(100);
      const places = [...body.children].map((one) => Number((one as HTMLElement).dataset.index));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(shown()).toContain(`run ${Math.ceil(top / 32)}`);
    }
  });

  it('16: reaches the last row by a key', async () => {
    grid.toEnd();
    await settle();
    expect(shown().at(-1)).toBe(`run ${TOTAL - 1}`);
    expect(frame.getAttribute('aria-activedescendant')).toBe('active-run-cell');
    grid.toStart();
    await settle();
    expect(shown()[0]).toBe('run 0');
  });

  it('22: draws a change in place, and touches no other row', () => {
    const third = body.children[2] as HTMLElement;
    const fourth = body.children[3]?.firstElementChild?.firstChild;
    rows.patch((one) => (one.id === 'run-2' ? { ...one, name: 'changed' } : one));
    paint();
    expect(body.children[2]).toBe(third);
    expect(third.textContent).toBe('changed');
    expect(body.children[3]?.firstElementChild?.firstChild).toBe(fourth);
  });

  it('shows grey bars for rows that are not read yet', () => {
    scrollTo(1_600_000);
    expect(body.querySelectorAll('.bone').length).toBeGreaterThan(20);
    expect(shown().every((text) => text === '')).toBe(true);
  });

  it('moves the active row and keeps it in sight', async () => {
    grid.activate(5);
    grid.move(30);
    await settle();
    expect(grid.active?.row.id).toBe('run-35');
    expect(frame.scrollTop).toBe(36 * 32 - HEIGHT);
    grid.move(-100);
    expect(frame.scrollTop).toBe(0);
  });

  it('18: tells which cell was pressed', () => {
    const cell = body.children[4]?.firstElementChild as HTMLElement;
    cell.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 7, clientY: 9 }));
    expect(events.onMenu).toHaveBeenCalledWith(expect.objectContaining({ index: 4, column: 'name', row: row(4) }), {
      x: 7,
      y: 9,
    });
  });

  it('keeps pinned rows above the others', () => {
    grid.pin([row(99_999)]);
    paint();
    expect(frame.children[0]?.textContent).toBe('run 99999');
    expect(body.children[0]?.textContent).toBe('run 0');
    grid.pin([]);
    paint();
    expect(frame.children[0]?.textContent).toBe('');
  });
});
