import type { RowWindow } from './row-window';
import type { RunRow } from './run-list-api';

/**
 * The rows on screen: made once, moved and filled by hand, at most once a frame. React draws what is around them; live changes and
 * scrolling never pass through it.
 */

const OVERSCAN = 8;
const MOST_ROWS = 90;
const NAME_OF_ACTIVE_CELL = 'active-run-cell';

/** What a cell shows. It is drawn again only when its mark has changed. */
export interface Drawing {
  mark: string;
  draw(cell: HTMLElement): void;
}

export interface GridColumn {
  key: string;
  className: string;
  drawing(row: RunRow): Drawing;
}

interface RowLook {
  isPicked: boolean;
  /** The colour of its slot, when it is picked. */
  colour: string | undefined;
  isHidden: boolean;
  isBaseline: boolean;
  isHighlighted: boolean;
  /** It did match the filter, and does no longer; or it was deleted. */
  hasLeft: boolean;
}

export interface GridPlace {
  row: RunRow;
  index: number;
  column: string;
}

export interface GridEvents {
  look(row: RunRow): RowLook;
  onPick(place: GridPlace, extend: boolean): void;
  onHide(row: RunRow): void;
  onOpen(href: string): void;
  onMenu(place: GridPlace, at: { x: number; y: number }): void;
  onHover(row: RunRow | undefined): void;
  onActive(place: GridPlace | undefined): void;
  onRange(from: number, to: number): void;
  onScroll(top: number): void;
}

interface RowElement {
  element: HTMLElement;
  cells: HTMLElement[];
  marks: string[];
  index: number;
  row: RunRow | undefined;
  state: string;
}

const bone: Drawing = {
  mark: 'bone',
  draw: (cell) => {
    const bar = document.createElement('span');
    bar.className = 'bone';
    cell.replaceChildren(bar);
  },
};

export interface GridParts {
  /** What scrolls, and holds everything else. */
  frame: HTMLElement;
  /** As high as all rows. */
  body: HTMLElement;
  /** Rows that always stay in sight. */
  pins: HTMLElement;
}

export class RunGrid {
  private readonly parts: GridParts;
  private readonly rows: RowWindow<RunRow>;
  private readonly events: GridEvents;
  private columns: readonly GridColumn[] = [];
  private rowHeight = 32;
  private elements: RowElement[] = [];
  private spare: RowElement[] = [];
  private pinned: readonly RunRow[] = [];
  private pinElements: RowElement[] = [];
  private request = 0;
  /** Whether rows must be looked at again that have not moved. */
  private isDirty = true;
  private seen = '';
  private hovered: string | undefined;
  private activeIndex: number | undefined;
  private activeColumn = 1;
  private readonly observer: ResizeObserver;
  private readonly cleanups: (() => void)[] = [];
  private expectedRows = 0;

  constructor(parts: GridParts, rows: RowWindow<RunRow>, events: GridEvents) {
    this.parts = parts;
    this.rows = rows;
    this.events = events;
    this.observer = new ResizeObserver(() => this.changed());
    this.observer.observe(parts.frame);
    this.cleanups.push(rows.watch(() => this.changed()));
    this.listen('scroll', () => this.onScroll(), { passive: true });
    this.listen('click', (event) => this.onClick(event));
    this.listen('dblclick', (event) => this.onDoubleClick(event));
    this.listen('contextmenu', (event) => this.onContextMenu(event));
    this.listen('pointerover', (event) => this.onPointer(event));
    this.listen('pointerleave', () => this.hover(undefined));
    this.changed();
  }

  close(): void {
    this.observer.disconnect();
    for (const clean of this.cleanups) clean();
    cancelAnimationFrame(this.request);
    this.hover(undefined);
    this.parts.body.replaceChildren();
    this.parts.pins.replaceChildren();
  }

  /** The columns of a table, or the one part of a card. Everything is drawn anew. */
  show(columns: readonly GridColumn[], rowHeight: number): void {
    const top = this.parts.frame.scrollTop / this.rowHeight;
    const isLower = rowHeight !== this.rowHeight;
    this.columns = columns;
    this.rowHeight = rowHeight;
    this.activeColumn = Math.min(this.activeColumn, Math.max(0, columns.length - 1));
    this.elements = [];
    this.spare = [];
    this.pinElements = [];
    this.parts.body.replaceChildren();
    this.parts.pins.replaceChildren();
    this.isDirty = true;
    this.paint();
    if (isLower) this.parts.frame.scrollTop = top * rowHeight;
  }

  /** Rows that stay in sight above the others. */
  pin(rows: readonly RunRow[]): void {
    this.pinned = rows;
    this.changed();
  }

  /** Something that the rows show has changed: they are looked at in the next frame. */
  changed(): void {
    this.isDirty = true;
    this.ask();
  }

  private ask(): void {
    if (this.request !== 0) return;
    this.request = requestAnimationFrame(() => {
      this.request = 0;
      this.paint();
    });
  }

  /** As high as if it had so many rows, before they are read: for a scroll position that is restored. */
  restore(rows: number, top: number): void {
    this.expectedRows = rows;
    this.paint();
    this.parts.frame.scrollTop = top;
    this.paint();
  }

  get active(): GridPlace | undefined {
    const row = this.activeIndex === undefined ? undefined : this.rows.at(this.activeIndex);
    const column = this.columns[this.activeColumn];
    return row && column && this.activeIndex !== undefined
      ? { row, index: this.activeIndex, column: column.key }
      : undefined;
  }

  get activePlace(): number | undefined {
    return this.activeIndex;
  }

  get total(): number {
    return this.rows.total ?? this.expectedRows;
  }

  activate(index: number, options: { column?: number; focus?: boolean } = {}): void {
    if (this.total === 0) return;
    this.activeIndex = Math.min(this.total - 1, Math.max(0, index));
    if (options.column !== undefined) {
      this.activeColumn = Math.min(this.columns.length - 1, Math.max(0, options.column));
      this.scrollColumnIntoView();
    }
    if (options.focus !== false) this.parts.frame.focus({ preventScroll: true });
    this.scrollIntoView(this.activeIndex);
    this.paint();
    this.events.onActive(this.active);
  }

  /** The active row, without scrolling to it. */
  mark(index: number): void {
    this.activeIndex = index;
    this.changed();
  }

  move(by: number): void {
    this.activate(this.activeIndex === undefined ? this.firstInSight() : this.activeIndex + by);
  }

  moveColumn(by: number): void {
    this.activate(this.activeIndex ?? this.firstInSight(), { column: this.activeColumn + by });
  }

  pageRows(): number {
    return Math.max(1, Math.floor(this.viewHeight() / this.rowHeight) - 1);
  }

  toStart(): void {
    this.activate(0);
  }

  toEnd(): void {
    this.activate(this.total - 1);
  }

  /** The element of the active cell, for a menu that belongs to it. */
  activeCell(): DOMRect | undefined {
    return document.getElementById(NAME_OF_ACTIVE_CELL)?.getBoundingClientRect();
  }

  /** The link inside the active cell, when it has one of its own. */
  activeLink(): string | undefined {
    const link = document.getElementById(NAME_OF_ACTIVE_CELL)?.querySelector('a');
    return link?.getAttribute('href') ?? undefined;
  }

  // ----------------------------------------------------------------------------------------------------------------- painting

  private headHeight(): number {
    return this.parts.body.offsetTop;
  }

  private viewHeight(): number {
    return Math.max(0, this.parts.frame.clientHeight - this.headHeight());
  }

  private firstInSight(): number {
    return Math.ceil(this.parts.frame.scrollTop / this.rowHeight);
  }

  private scrollIntoView(index: number): void {
    const { frame } = this.parts;
    const top = index * this.rowHeight;
    const view = this.viewHeight();
    if (top < frame.scrollTop) frame.scrollTop = top;
    else if (top + this.rowHeight > frame.scrollTop + view) frame.scrollTop = top + this.rowHeight - view;
  }

  private scrollColumnIntoView(): void {
    const cell = this.elements[0]?.cells[this.activeColumn];
    if (!cell || cell.classList.contains('pinned-cell')) return;
    const { frame } = this.parts;
    const pinnedWidth = [...(this.elements[0]?.cells ?? [])]
      .filter((one) => one.classList.contains('pinned-cell'))
      .reduce((sum, one) => sum + one.offsetWidth, 0);
    if (cell.offsetLeft - pinnedWidth < frame.scrollLeft) frame.scrollLeft = cell.offsetLeft - pinnedWidth;
    else if (cell.offsetLeft + cell.offsetWidth > frame.scrollLeft + frame.clientWidth)
      frame.scrollLeft = cell.offsetLeft + cell.offsetWidth - frame.clientWidth;
  }

  private paint(): void {
    if (this.columns.length === 0) return;
    const { frame, body } = this.parts;
    const total = this.total;
    const height = `${total * this.rowHeight}px`;
    if (body.style.height !== height) body.style.height = height;
    this.paintPins();
    const top = frame.scrollTop;
    let from = Math.max(0, Math.floor(top / this.rowHeight) - OVERSCAN);
    let to = Math.min(total - 1, Math.ceil((top + this.viewHeight()) / this.rowHeight) + OVERSCAN);
    if (to - from >= MOST_ROWS) {
      from = Math.floor(top / this.rowHeight);
      to = Math.min(to, from + MOST_ROWS - 1);
    }
    // Also with no rows known yet: this asks for the first page.
    this.rows.want(from, Math.max(to, from + MOST_ROWS / 2));
    this.arrange(from, to);
    for (const element of this.elements) {
      const row = this.rows.at(element.index);
      if (this.isDirty || element.row !== row || element.state === '') this.fill(element, row);
    }
    this.isDirty = false;
    this.markActive();
    const seen = `${from} ${to} ${this.rows.version}`;
    if (seen !== this.seen) {
      this.seen = seen;
      this.events.onRange(from, to);
    }
  }

  /** Brings the row elements to the places `from` to `to`; those that stay in sight are not touched. */
  private arrange(from: number, to: number): void {
    const { body } = this.parts;
    while (this.elements.length > 0 && (this.elements[0]?.index ?? 0) < from) this.release(this.elements.shift());
    while (this.elements.length > 0 && (this.elements.at(-1)?.index ?? 0) > to) this.release(this.elements.pop());
    const first = this.elements[0]?.index;
    if (first === undefined) {
      for (let index = from; index <= to; index++) this.elements.push(this.take(index, body, null));
    } else {
      for (let index = first - 1; index >= from; index--) {
        this.elements.unshift(this.take(index, body, this.elements[0]?.element ?? null));
      }
      for (let index = (this.elements.at(-1)?.index ?? from - 1) + 1; index <= to; index++) {
        this.elements.push(this.take(index, body, null));
      }
    }
    for (const left of this.spare.splice(0)) left.element.remove();
  }

  private release(element: RowElement | undefined): void {
    if (element) this.spare.push(element);
  }

  private take(index: number, into: HTMLElement, before: HTMLElement | null): RowElement {
    const made = this.spare.pop() ?? this.make();
    made.index = index;
    made.element.style.transform = `translateY(${index * this.rowHeight}px)`;
    made.element.setAttribute('aria-rowindex', String(index + 2));
    made.element.dataset.index = String(index);
    into.insertBefore(made.element, before);
    return made;
  }

  private make(): RowElement {
    const element = document.createElement('div');
    element.className = 'run-row';
    element.setAttribute('role', 'row');
    const cells = this.columns.map((column, at) => {
      const cell = document.createElement('div');
      cell.className = column.className;
      cell.setAttribute('role', 'gridcell');
      cell.setAttribute('aria-colindex', String(at + 1));
      if (cell.classList.contains('pinned-cell')) cell.style.left = `var(--left-${at})`;
      return cell;
    });
    element.replaceChildren(...cells);
    return { element, cells, marks: cells.map(() => ''), index: -1, row: undefined, state: '' };
  }

  private fill(made: RowElement, row: RunRow | undefined): void {
    made.row = row;
    for (const [at, column] of this.columns.entries()) {
      const cell = made.cells[at];
      if (!cell) continue;
      const drawing = row ? column.drawing(row) : bone;
      if (made.marks[at] === drawing.mark) continue;
      made.marks[at] = drawing.mark;
      cell.removeAttribute('title');
      drawing.draw(cell);
    }
    const look = row && this.events.look(row);
    const classes = look ? classesOf(look) : 'unread';
    const state = `${classes} ${look?.colour ?? ''}`;
    if (made.state === state) return;
    made.state = state;
    made.element.className = `run-row ${classes}`;
    if (!look) {
      made.element.removeAttribute('aria-selected');
      return;
    }
    made.element.setAttribute('aria-selected', String(look.isPicked));
    made.element.style.setProperty('--slot', look.colour ?? 'transparent');
  }

  private paintPins(): void {
    const { pins } = this.parts;
    while (this.pinElements.length > this.pinned.length) this.pinElements.pop()?.element.remove();
    for (const [at, row] of this.pinned.entries()) {
      let made = this.pinElements[at];
      if (!made) {
        made = this.make();
        made.element.setAttribute('aria-rowindex', '1');
        made.element.dataset.pin = String(at);
        this.pinElements.push(made);
        pins.append(made.element);
      }
      this.fill(made, row);
    }
  }

  private markActive(): void {
    const { frame } = this.parts;
    for (const one of frame.querySelectorAll('.active-row')) one.classList.remove('active-row');
    const old = document.getElementById(NAME_OF_ACTIVE_CELL);
    const element = this.elements.find((one) => one.index === this.activeIndex);
    const cell = element?.cells[this.activeColumn];
    if (old && old !== cell) {
      old.removeAttribute('id');
      old.classList.remove('active-cell');
    }
    if (!element || !cell) {
      frame.removeAttribute('aria-activedescendant');
      return;
    }
    element.element.classList.add('active-row');
    cell.id = NAME_OF_ACTIVE_CELL;
    cell.classList.add('active-cell');
    frame.setAttribute('aria-activedescendant', NAME_OF_ACTIVE_CELL);
  }

  // ------------------------------------------------------------------------------------------------------------------- events

  private listen<K extends keyof HTMLElementEventMap>(
    name: K,
    work: (event: HTMLElementEventMap[K]) => void,
    options?: AddEventListenerOptions,
  ): void {
    const { frame } = this.parts;
    frame.addEventListener(name, work, options);
    this.cleanups.push(() => frame.removeEventListener(name, work, options));
  }

  private onScroll(): void {
    this.events.onScroll(this.parts.frame.scrollTop);
    this.ask();
  }

  private placeOf(target: EventTarget | null): GridPlace | undefined {
    const cell = (target as HTMLElement | null)?.closest<HTMLElement>('[role=gridcell]');
    const element = cell?.parentElement;
    const made =
      this.elements.find((one) => one.element === element) ?? this.pinElements.find((one) => one.element === element);
    const column = this.columns[made?.cells.indexOf(cell as HTMLElement) ?? -1];
    return made?.row && column ? { row: made.row, index: made.index, column: column.key } : undefined;
  }

  private onClick(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const place = this.placeOf(target);
    if (!place) return;
    const link = target.closest('a');
    if (link) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      this.events.onOpen(link.getAttribute('href') ?? '');
      return;
    }
    if (target.closest('[data-hide]')) {
      this.events.onHide(place.row);
      return;
    }
    const isPick = target.closest('[data-pick]') !== null;
    // The label of a checkbox tells of its click twice: the second time from the checkbox itself.
    if (isPick && !(target instanceof HTMLInputElement)) return;
    // What the box shows is drawn from the selection, not by the browser.
    if (isPick) event.preventDefault();
    if (event.shiftKey) document.getSelection()?.removeAllRanges();
    if (isPick || event.shiftKey || event.metaKey || event.ctrlKey) this.events.onPick(place, event.shiftKey);
    if (place.index >= 0)
      this.activate(place.index, { column: this.columns.findIndex((one) => one.key === place.column) });
  }

  private onDoubleClick(event: MouseEvent): void {
    const place = this.placeOf(event.target);
    const link = (event.target as HTMLElement).closest('.run-row')?.querySelector('a[data-open]');
    if (place && link && !(event.target as HTMLElement).closest('a, label, button')) {
      this.events.onOpen(link.getAttribute('href') ?? '');
    }
  }

  private onContextMenu(event: MouseEvent): void {
    const place = this.placeOf(event.target);
    if (!place) return;
    event.preventDefault();
    if (place.index >= 0)
      this.activate(place.index, { column: this.columns.findIndex((one) => one.key === place.column) });
    this.events.onMenu(place, { x: event.clientX, y: event.clientY });
  }

  private onPointer(event: PointerEvent): void {
    this.hover(this.placeOf(event.target)?.row);
  }

  private hover(row: RunRow | undefined): void {
    if (row?.id === this.hovered) return;
    this.hovered = row?.id;
    this.events.onHover(row);
  }
}

function classesOf(look: RowLook): string {
  const words: [string, boolean][] = [
    ['picked', look.isPicked],
    ['hidden-run', look.isHidden],
    ['baseline-row', look.isBaseline],
    ['highlighted', look.isHighlighted],
    ['has-left', look.hasLeft],
  ];
  return words.flatMap(([word, isSo]) => (isSo ? [word] : [])).join(' ');
}
