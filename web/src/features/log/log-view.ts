import { formatCount } from '@/shared/format/format';
import type { Span } from './ansi';
import { clockOf, relative } from './clock';
import { type CopyOptions, copyOf } from './copy';
import { type Line, levelMarks, levels } from './log-line';
import type { LogSession, SessionView } from './log-session';
import type { Mark, Marks } from './marks';
import { type Row, RowModel, type RowOptions } from './row-model';
import { ScrollMap } from './scroll-map';
import { holeWords } from './seal';

/**
 * The rows on screen: a list of fixed rows of 20 px, made and moved by hand, at most once a frame. React draws the frame around it only.
 */

const ROW = 20;
const OVERSCAN = 12;
const MOST_ROWS = 96;
const KEEP_PX = 1;
const FAR = 1_000_000;

export type TimeMode = 'utc' | 'local' | 'relative' | 'off';

export interface ViewOptions extends Omit<RowOptions, 'wrapAt' | 'filtered' | 'toggled'> {
  wrap: boolean;
  times: TimeMode;
  logger: boolean;
  copy: CopyOptions;
}

export interface LogViewEvents {
  /** A line number was clicked; `extend` with Shift. */
  onSelect(seq: number, extend: boolean): void;
  onOpenLine(seq: number): void;
  onCopied(lines: number): void;
  onPaint?(rows: number): void;
}

interface RowElement {
  element: HTMLDivElement;
  number: HTMLElement;
  time: HTMLElement;
  level: HTMLElement;
  logger: HTMLElement;
  text: HTMLElement;
  after: HTMLElement;
  key: string;
  index: number;
  row: Row | undefined;
  version: number;
}

export class LogView implements SessionView {
  private readonly frame: HTMLElement;
  private readonly spacer: HTMLDivElement;
  private readonly layer: HTMLDivElement;
  private readonly session: LogSession;
  private readonly events: LogViewEvents;
  private readonly scroll = new ScrollMap();
  private model: RowModel;
  private options: ViewOptions;
  private toggled = new Set<number>();
  private elements: RowElement[] = [];
  private spare: RowElement[] = [];
  private selection: { from: number; to: number } | undefined;
  private marks: Marks | undefined;
  private current = 0;
  private version = 0;
  private request = 0;
  private height = 0;
  private width = 0;
  private charWidth = 7.2;
  /** What must stay where it is: the line at the top, and how far it is scrolled out. */
  private anchor: { seq: number; offset: number } = { seq: 0, offset: 0 };
  private expectedTop = 0;
  private readonly observer: ResizeObserver;
  private store: LogSession['store'];
  private firstTime = 0;
  private lastAutoLoad = '';
  private readonly cleanups: (() => void)[] = [];
  /** Where the rows are counted from in pixels: an element cannot be placed further down than a browser draws. */
  private origin = 0;

  constructor(frame: HTMLElement, session: LogSession, options: ViewOptions, events: LogViewEvents) {
    this.frame = frame;
    this.session = session;
    this.options = options;
    this.events = events;
    this.store = session.store;
    this.spacer = document.createElement('div');
    this.spacer.className = 'log-spacer';
    this.layer = document.createElement('div');
    this.layer.className = 'log-layer';
    this.spacer.append(this.layer);
    frame.replaceChildren(this.spacer);
    this.model = new RowModel(this.store, this.rowOptions());
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(frame);
    this.measure();
    this.listen('scroll', () => this.onScroll(), { passive: true });
    this.listen('wheel', (event) => event.deltaY < 0 && session.pause(), { passive: true });
    this.listen('touchmove', () => session.pause(), { passive: true });
    this.listen('pointerdown', (event) => this.onPointerDown(event));
    this.listen('click', (event) => this.onClick(event));
    this.listen('copy', (event) => this.onCopy(event));
    const onSelection = () => {
      const selection = document.getSelection();
      if (selection && !selection.isCollapsed && frame.contains(selection.anchorNode)) session.pause();
    };
    document.addEventListener('selectionchange', onSelection);
    this.cleanups.push(() => document.removeEventListener('selectionchange', onSelection));
    session.attach(this);
    this.changed();
  }

  close(): void {
    this.observer.disconnect();
    for (const clean of this.cleanups) clean();
    cancelAnimationFrame(this.request);
    this.frame.replaceChildren();
  }

  private listen<K extends keyof HTMLElementEventMap>(
    name: K,
    work: (event: HTMLElementEventMap[K]) => void,
    options?: AddEventListenerOptions,
  ): void {
    this.frame.addEventListener(name, work, options);
    this.cleanups.push(() => this.frame.removeEventListener(name, work, options));
  }

  // ------------------------------------------------------------------------------------------------ what the session asks for

  changed(): void {
    if (this.request !== 0) return;
    this.request = requestAnimationFrame(() => {
      this.request = 0;
      this.paint();
    });
  }

  eye(): number {
    return this.anchor.seq;
  }

  reveal(seq: number | undefined, where: 'middle' | 'top', mark?: number): void {
    this.takeStore();
    this.model.update(this.highest());
    if (mark !== undefined) {
      this.current = mark;
      this.version++;
    }
    if (seq === undefined) {
      this.scrollTo(this.model.rows * ROW - this.height);
    } else {
      const top = this.model.indexOf(seq) * ROW;
      this.scrollTo(where === 'middle' ? top - Math.max(0, (this.height - ROW) / 2) : top);
    }
    this.changed();
  }

  // ------------------------------------------------------------------------------------------------ what the frame around asks for

  setOptions(options: ViewOptions): void {
    this.options = options;
    this.version++;
    this.applyOptions();
  }

  setSelection(range: { from: number; to: number } | undefined): void {
    this.selection = range;
    this.version++;
    this.changed();
  }

  /** What to mark in the visible rows. */
  setMarks(marks: Marks | undefined): void {
    this.marks = marks;
    this.marksChanged();
  }

  /** Some of the marks that were not known are. */
  marksChanged(): void {
    this.version++;
    this.changed();
  }

  toggle(seq: number): void {
    this.session.pause();
    if (!this.toggled.delete(seq)) this.toggled.add(seq);
    this.applyOptions();
  }

  /** Opens or closes what a line is folded into, or what is folded in it. */
  toggleAt(seq: number): void {
    const row = this.model.row(this.model.indexOf(seq));
    if (row?.kind === 'line' && row.fold) this.toggle(row.fold.group);
    else if (row?.kind === 'line' && row.truncated) this.events.onOpenLine(row.line.seq);
  }

  firstVisible(): number {
    return this.anchor.seq;
  }

  lastVisible(): number {
    for (let index = Math.floor((this.top() + this.height) / ROW) - 1; index >= 0; index--) {
      const row = this.model.row(index);
      if (row?.kind === 'line') return row.lastSeq;
    }
    return this.anchor.seq;
  }

  /** Brings the line into the window, if it is not there, with as little movement as possible. */
  nudge(seq: number): void {
    this.model.update(this.highest());
    const top = this.model.indexOf(seq) * ROW;
    if (top < this.top()) this.scrollTo(top);
    else if (top + ROW > this.top() + this.height) this.scrollTo(top + ROW - this.height);
    this.changed();
  }

  scrollBy(pixels: number): void {
    this.scrollTo(this.top() + pixels);
    this.changed();
  }

  get pageHeight(): number {
    return Math.max(ROW, this.height - 2 * ROW);
  }

  // ------------------------------------------------------------------------------------------------ events

  private onPointerDown(event: PointerEvent): void {
    // Beside the rows is the scroll bar: whoever takes it wants to look, not to follow.
    if (event.target === this.frame && event.offsetX >= this.frame.clientWidth) this.session.pause();
  }

  private onScroll(): void {
    if (this.session.status.following && this.frame.scrollTop < this.expectedTop - 2 * ROW) this.session.pause();
    if (Math.abs(this.frame.scrollTop - this.expectedTop) > KEEP_PX) {
      this.scroll.moved(this.frame.scrollTop);
      this.expectedTop = this.frame.scrollTop;
      this.anchor = this.anchorAt(this.top());
    }
    this.changed();
  }

  private onClick(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const element = this.elements.find((one) => one.element.contains(target));
    const row = element?.row;
    if (!row) return;
    if (row.kind === 'unloaded' && target.closest('[data-load]')) void this.session.loadGap(row.from, row.to);
    if (row.kind !== 'line') return;
    if (target.closest('[data-fold]') && row.fold) this.toggle(row.fold.group);
    else if (target.closest('[data-open]')) this.events.onOpenLine(row.line.seq);
    else if (target.closest('.log-number')) {
      event.preventDefault();
      this.session.pause();
      this.events.onSelect(row.line.seq, event.shiftKey);
    }
  }

  private onCopy(event: ClipboardEvent): void {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !event.clipboardData) return;
    const range = selection.getRangeAt(0);
    const start = this.placeOf(range.startContainer, range.startOffset);
    const end = this.placeOf(range.endContainer, range.endOffset);
    if (!start || !end) return;
    const { text, lines } = copyOf(this.session.store, start, end, this.options.copy);
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
    this.events.onCopied(lines);
  }

  /** Which line and which character of its shown text a place in the page is. */
  private placeOf(node: Node, offset: number): { seq: number; lastSeq: number; shown: string; at: number } | undefined {
    const found = this.elements.find((one) => one.element.contains(node));
    const row = found?.row;
    if (!found || row?.kind !== 'line') {
      const edge = this.layer.contains(node)
        ? this.elements.filter((one) => one.row?.kind === 'line').at(-1)?.row
        : undefined;
      return edge?.kind === 'line'
        ? { seq: edge.line.seq, lastSeq: edge.lastSeq, shown: edge.shown.text, at: edge.shown.text.length }
        : undefined;
    }
    let at = 0;
    if (found.text.contains(node)) {
      const before = document.createRange();
      before.selectNodeContents(found.text);
      before.setEnd(node, offset);
      at = before.toString().length;
    } else if (found.text.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) at = row.shown.text.length;
    return { seq: row.line.seq, lastSeq: row.lastSeq, shown: row.shown.text, at };
  }

  // ------------------------------------------------------------------------------------------------ geometry

  private measure(): void {
    const { clientHeight, clientWidth } = this.frame;
    const probe = document.createElement('span');
    probe.className = 'log-text log-probe';
    probe.textContent = '0'.repeat(100);
    this.layer.append(probe);
    this.charWidth = probe.getBoundingClientRect().width / 100 || this.charWidth;
    probe.remove();
    const changed = clientWidth !== this.width;
    this.height = clientHeight;
    this.width = clientWidth;
    if (changed) this.applyOptions();
    else this.changed();
  }

  /** Everything before the text; the same numbers as in the style sheet. */
  private gutter(): number {
    const element = this.elements.find((one) => one.row?.kind === 'line');
    return element ? element.text.offsetLeft : 240;
  }

  private rowOptions(): RowOptions {
    const { foldTraces, collapseRepeats, collapseProgress, colours, wrap } = this.options;
    const room = Math.floor((this.width - this.gutter() - 24) / this.charWidth);
    return {
      foldTraces,
      collapseRepeats,
      collapseProgress,
      colours,
      wrapAt: wrap ? Math.max(20, room) : 0,
      filtered: this.session.status.filtered,
      toggled: this.toggled,
    };
  }

  private applyOptions(): void {
    this.frame.dataset.times = this.options.times;
    this.frame.dataset.logger = String(this.options.logger);
    this.frame.dataset.wrap = String(this.options.wrap);
    this.model.setOptions(this.rowOptions());
    this.changed();
  }

  private takeStore(): void {
    if (this.store === this.session.store) return;
    this.store = this.session.store;
    this.toggled = new Set();
    this.model = new RowModel(this.store, this.rowOptions());
    this.version++;
    this.lastAutoLoad = '';
  }

  private highest(): number {
    if (this.session.status.phase === 'loading') return 0;
    const { highest } = this.session.status;
    return this.session.needsServer() ? Math.min(highest, this.store.segments.at(-1)?.to ?? highest) : highest;
  }

  private top(): number {
    return this.scroll.toContent(this.frame.scrollTop);
  }

  private anchorAt(top: number): { seq: number; offset: number } {
    const index = Math.max(0, Math.floor(top / ROW));
    const row = this.model.row(index);
    if (!row) return { seq: 0, offset: 0 };
    if (row.kind === 'unloaded') {
      // The marker goes away when what it stands for is read: hold on to the line below it.
      const below = this.model.row(index + 1);
      if (below?.kind === 'line') return { seq: below.line.seq, offset: top - (index + 1) * ROW };
    }
    const seq = row.kind === 'line' ? row.line.seq : row.from;
    return { seq, offset: top - this.model.indexOf(seq) * ROW };
  }

  private scrollTo(top: number): void {
    const total = this.model.rows * ROW;
    const goal = Math.max(0, Math.min(top, total - this.height));
    this.resize(total);
    const place = this.scroll.goTo(goal);
    if (Math.abs(this.frame.scrollTop - place) > 0.5) this.frame.scrollTop = place;
    this.expectedTop = this.frame.scrollTop;
    this.anchor = this.anchorAt(this.top());
  }

  private resize(total: number): void {
    const height = this.scroll.resize(total, this.height);
    if (this.spacer.dataset.height === String(height)) return;
    this.spacer.dataset.height = String(height);
    this.spacer.style.height = `${height}px`;
  }

  // ------------------------------------------------------------------------------------------------ painting

  private paint(): void {
    this.takeStore();
    if (this.model.current.filtered !== this.session.status.filtered) this.model.setOptions(this.rowOptions());
    const moved = this.model.update(this.highest());
    const total = this.model.rows * ROW;
    if (this.session.status.following) {
      if (moved) this.trackFirstTime();
      this.scrollTo(total - this.height);
    } else if (moved) {
      this.resize(total);
      // Whatever came, went or was folded above: the line that is read stays where it is.
      const wanted = Math.max(0, this.model.indexOf(this.anchor.seq) * ROW + this.anchor.offset);
      if (Math.abs(wanted - this.top()) > KEEP_PX) {
        const anchor = this.anchor;
        const place = this.scroll.goTo(Math.min(wanted, Math.max(0, total - this.height)));
        this.frame.scrollTop = place;
        this.expectedTop = this.frame.scrollTop;
        this.anchor = anchor;
      }
    }
    const top = this.top();
    const first = Math.max(0, Math.floor(top / ROW) - OVERSCAN);
    const count = Math.min(MOST_ROWS, Math.ceil(this.height / ROW) + 2 * OVERSCAN);
    const last = Math.min(this.model.rows, first + count);
    const mapped = this.scroll.isMapped;
    const origin = mapped && Math.abs(this.origin - top) < FAR ? this.origin : mapped ? top : 0;
    if (origin !== this.origin) for (const one of this.elements) one.index = -1;
    this.origin = origin;
    const shift = `translateY(${mapped ? this.frame.scrollTop - top + origin : 0}px)`;
    if (this.layer.style.transform !== shift) this.layer.style.transform = shift;
    this.arrange(first, last);
    this.autoLoad(Math.floor(top / ROW), Math.ceil((top + this.height) / ROW));
    this.events.onPaint?.(this.elements.length);
  }

  /** Gives every row from `first` to before `last` an element, in their order, and uses those that are there already. */
  private arrange(first: number, last: number): void {
    const selection = document.getSelection();
    const pinned = (one: RowElement) =>
      selection !== null &&
      !selection.isCollapsed &&
      (one.element.contains(selection.anchorNode) || one.element.contains(selection.focusNode));
    const byKey = new Map<string, RowElement>();
    for (const one of this.elements) byKey.set(one.key, one);
    const wanted: { row: Row; index: number }[] = [];
    const keys = new Set<string>();
    for (let index = first; index < last; index++) {
      const row = this.model.row(index);
      if (!row || keys.has(row.key)) continue;
      keys.add(row.key);
      wanted.push({ row, index });
    }
    const kept: RowElement[] = [];
    for (const one of this.elements) {
      if (keys.has(one.key)) continue;
      // The ends of a selection stay in the page, so that it can be longer than the window.
      if (pinned(one) && one.row?.kind === 'line') {
        const index = this.model.indexOf(one.row.line.seq);
        if (index < first || index >= last) {
          one.index = index;
          one.element.style.top = `${index * ROW - this.origin}px`;
          kept.push(one);
          continue;
        }
      }
      // Out of the page before others are put in: whoever stays is never moved, or a selection in it would be lost.
      one.element.remove();
      this.spare.push(one);
    }
    const next: RowElement[] = wanted.map(({ row, index }) => {
      const one = byKey.get(row.key) ?? this.spare.pop() ?? this.create();
      if (one.key !== row.key || one.version !== this.version || !sameRow(one.row, row)) this.fill(one, row);
      if (one.index !== index) {
        one.index = index;
        one.element.style.top = `${index * ROW - this.origin}px`;
      }
      return one;
    });
    const all = [...kept.filter((one) => one.index < first), ...next, ...kept.filter((one) => one.index >= last)];
    let at: ChildNode | null = this.layer.firstChild;
    for (const one of all) {
      if (one.element === at) at = at.nextSibling;
      else this.layer.insertBefore(one.element, at);
    }
    this.elements = all;
    if (this.spare.length > MOST_ROWS) this.spare.length = MOST_ROWS;
  }

  private create(): RowElement {
    const make = (name: string) => {
      const element = document.createElement('span');
      element.className = name;
      return element;
    };
    const element = document.createElement('div');
    const one = {
      element,
      number: make('log-number'),
      time: make('log-time'),
      level: make('log-level'),
      logger: make('log-logger'),
      text: make('log-text'),
      after: make('log-after'),
      key: '',
      index: -1,
      row: undefined,
      version: -1,
    };
    element.append(one.number, one.time, one.level, one.logger, one.text, one.after);
    return one;
  }

  private fill(one: RowElement, row: Row): void {
    one.key = row.key;
    one.row = row;
    one.version = this.version;
    if (row.kind !== 'line') {
      this.fillMarker(one, row);
      return;
    }
    const { line } = row;
    const level = levels[line.level] ?? 'info';
    let name = `log-row level-${level}`;
    if (this.selection && row.lastSeq >= this.selection.from && line.seq <= this.selection.to) name += ' selected';
    if (this.current >= line.seq && this.current <= row.lastSeq) name += ' current';
    if (line.context) name += ' context';
    if (line.stream === 2) name += ' stderr';
    if (!row.head) name += ' tail';
    if (one.element.className !== name) one.element.className = name;
    setText(one.number, row.head ? formatCount(line.seq) : '');
    setText(one.time, row.head ? this.timeOf(line) : '');
    setText(one.level, row.head ? (levelMarks[line.level] ?? '') : '');
    setText(
      one.logger,
      row.head ? line.logger || (line.stream === 0 ? '' : line.stream === 1 ? 'stdout' : 'stderr') : '',
    );
    if (row.head) one.logger.title = line.logger;
    fillText(one.text, row.shown.text, row.shown.spans, this.marks?.of(row.shown.text) ?? []);
    this.fillAfter(one.after, row);
  }

  private fillAfter(after: HTMLElement, row: Extract<Row, { kind: 'line' }>): void {
    const parts: Node[] = [];
    if (row.note !== '') {
      const note = document.createElement('span');
      note.className = 'log-note';
      note.textContent = row.note;
      parts.push(note);
    }
    if (row.fold) {
      const button = buttonOf(`${row.fold.open ? '▾' : '▸'} ${row.fold.words}`, 'fold');
      button.setAttribute('aria-expanded', String(row.fold.open));
      parts.push(button);
    }
    if (row.truncated) {
      const size = row.line.bytes > 0 ? row.line.bytes : row.line.text.length;
      parts.push(buttonOf(`… show all ${(size / 1024).toFixed(1)} KB`, 'open'));
    }
    if (row.line.cut > 0 && row.head) {
      const cut = document.createElement('span');
      cut.className = 'log-note';
      cut.textContent = `cut by its sender from ${(row.line.cut / 1024).toFixed(1)} KB`;
      parts.push(cut);
    }
    if (row.line.binary && row.head) parts.push(buttonOf('not text', 'open'));
    if (parts.length > 0 || after.firstChild) after.replaceChildren(...parts);
  }

  private fillMarker(one: RowElement, row: Exclude<Row, { kind: 'line' }>): void {
    for (const part of [one.number, one.time, one.level, one.logger, one.after]) part.replaceChildren();
    const count = row.to - row.from + 1;
    if (row.kind === 'hole') {
      const seal = this.session.attempt?.seal ?? 'open';
      const words = holeWords(row.from, row.to, this.session.gaps(), seal !== 'open' && seal !== 'repairing');
      one.element.className = `log-row marker ${words.lost ? 'marker-lost' : ''}`;
      one.text.textContent = words.text;
      return;
    }
    one.element.className = 'log-row marker';
    const where =
      count === 1 ? `line ${formatCount(row.from)}` : `lines ${formatCount(row.from)}–${formatCount(row.to)}`;
    one.text.textContent = this.session.status.filtered
      ? `${where} not looked through yet`
      : `${where} not loaded (${formatCount(count)})`;
    one.after.append(buttonOf('Load', 'load'));
  }

  private trackFirstTime(): void {
    const at = this.session.attempt?.firstTime;
    if (at) this.firstTime = Date.parse(at);
    else this.firstTime ||= this.store.first()?.time ?? 0;
  }

  private timeOf(line: Line): string {
    const { times } = this.options;
    if (times === 'off') return '';
    if (times === 'relative') {
      if (this.firstTime === 0) this.trackFirstTime();
      return `+${relative(line.time - this.firstTime)}`;
    }
    return clockOf(line.time, times === 'utc');
  }

  /** A marker that comes into the window is read by itself, from the side of the lines that are being read. */
  private autoLoad(first: number, last: number): void {
    if (this.session.status.phase !== 'ready') return;
    for (let index = first; index < last; index++) {
      const row = this.model.row(index);
      if (row?.kind !== 'unloaded') continue;
      // From above, when something above it is being read; what is below is held where it is otherwise.
      const direction = index > first || index + 1 >= this.model.rows ? 'after' : 'before';
      // Following the end never reads what is above, or it would never end.
      if (this.session.status.following && last >= this.model.rows) return;
      const edge = direction === 'before' ? row.to : row.from - 1;
      const key = `${direction} ${edge}`;
      if (this.lastAutoLoad === key) return;
      this.lastAutoLoad = key;
      void this.session.load(edge, direction);
      return;
    }
  }
}

function buttonOf(words: string, what: 'fold' | 'open' | 'load'): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = `log-button log-button-${what}`;
  button.dataset[what] = '';
  button.textContent = words;
  return button;
}

function setText(element: HTMLElement, text: string): void {
  const node = element.firstChild;
  if (node instanceof Text && node.nextSibling === null) {
    if (node.data !== text) node.data = text;
  } else if (node !== null || text !== '') element.textContent = text;
}

function sameRow(one: Row | undefined, other: Row): boolean {
  if (one === other) return true;
  if (one?.kind !== 'line' || other.kind !== 'line') return false;
  return (
    one.line === other.line &&
    one.lastSeq === other.lastSeq &&
    one.fold?.open === other.fold?.open &&
    one.fold?.words === other.fold?.words &&
    one.shown.text === other.shown.text
  );
}

/** Text with its styles and the matches in it; never as HTML. */
function fillText(element: HTMLElement, text: string, spans: readonly Span[], marks: readonly Mark[]): void {
  if (spans.length === 0 && marks.length === 0) {
    setText(element, text);
    return;
  }
  const edges = new Set([0, text.length]);
  for (const { from, to } of [...spans, ...marks]) edges.add(from).add(to);
  const sorted = [...edges].sort((a, b) => a - b);
  const parts: Node[] = [];
  for (let at = 0; at + 1 < sorted.length; at++) {
    const from = sorted[at] ?? 0;
    const to = sorted[at + 1] ?? 0;
    const piece = text.slice(from, to);
    const span = spans.find((one) => one.from <= from && one.to >= to);
    const marked = marks.some((one) => one.from <= from && one.to >= to);
    if (!span && !marked) {
      parts.push(document.createTextNode(piece));
      continue;
    }
    const part = document.createElement(marked ? 'mark' : 'span');
    part.textContent = piece;
    if (span) {
      const { style } = span;
      if (style.sign) part.classList.add('log-sign');
      if (style.colour) part.style.color = style.colour;
      if (style.background && !marked) part.style.background = style.background;
      if (style.bold) part.style.fontWeight = '600';
      if (style.italic) part.style.fontStyle = 'italic';
      if (style.underline || style.strike)
        part.style.textDecoration = `${style.underline ? 'underline ' : ''}${style.strike ? 'line-through' : ''}`;
      if (style.dim && !style.colour) part.classList.add('log-dim');
    }
    parts.push(part);
  }
  element.replaceChildren(...parts);
}
