import { colourOf, onTheme } from '@/shared/chart/palette';
import { CanvasPen, FONT } from '@/shared/chart/pen';
import { type Mapping, pixelsOf, type Range } from '@/shared/chart/scale';
import { formatGap, formatNumber } from '@/shared/format/format';
import { highlightedRun, highlightRun, onHighlight } from '@/shared/live/highlight';
import {
  type ConvergenceModel,
  isSingle,
  placesOf,
  type Reading,
  readingAt,
  readingWords,
  stepTo,
  xRangeOf,
} from './convergence-model';
import { boundStroke, drawConvergence, gapStroke, incumbentStroke, type View, viewOf } from './convergence-plot';

export interface Handlers {
  onZoom(range: Range | undefined): void;
  /** The words of the place under a keyboard cursor. */
  onSay(words: string): void;
}

const LEAST_DRAG = 6;
const MOST_IN_TIP = 10;
/** The nearest curve is meant when the pointer is this near, in pixels of the page. */
const NEAR = 24;
const ZOOM_FACTOR = 0.5;
const LEAST_ZOOM = 1e-3;
const PICTURE = { width: 960, height: 560, ratio: 2 };

/**
 * The chart of one or several solves, outside React: one canvas for both plots, so that they share every second. It draws when it is told
 * to; what follows the pointer lies above the canvas and draws nothing anew.
 */
export class ConvergenceChart {
  private readonly host: HTMLElement;
  private readonly handlers: Handlers;
  private readonly canvas = document.createElement('canvas');
  private readonly rule = element('i', 'solve-rule');
  private readonly box = element('i', 'solve-box');
  private readonly tip = element('div', 'solve-tip');
  private readonly stops: (() => void)[] = [];
  private model: ConvergenceModel | undefined;
  private view: View | undefined;
  private pressed: number | undefined;
  /** Of the keyboard. */
  private cursor: { curve: number; x: number } | undefined;

  constructor(host: HTMLElement, handlers: Handlers) {
    this.host = host;
    this.handlers = handlers;
    this.rule.hidden = true;
    this.box.hidden = true;
    this.tip.hidden = true;
    host.append(this.canvas, this.rule, this.box, this.tip);
    const size = new ResizeObserver(() => this.redraw());
    size.observe(host);
    this.stops.push(
      () => size.disconnect(),
      onTheme(() => this.redraw()),
      onHighlight(() => this.redraw()),
    );
    this.on('pointermove', (event) => this.move(event));
    this.on('pointerleave', () => this.leave());
    this.on('pointerdown', (event) => this.press(event));
    this.on('pointerup', (event) => this.release(event));
    this.on('pointercancel', () => {
      this.pressed = undefined;
      this.hide();
    });
    this.on('dblclick', () => this.handlers.onZoom(undefined));
    host.addEventListener('blur', this.leave);
    this.stops.push(() => host.removeEventListener('blur', this.leave));
  }

  set(model: ConvergenceModel): void {
    this.model = model;
    this.redraw();
  }

  /** The courses have grown in place. */
  redraw(): void {
    const { model, canvas, host } = this;
    const width = host.clientWidth;
    const height = host.clientHeight;
    if (!model || width === 0 || height === 0) return;
    const ratio = devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, wide, high);
    this.view = viewOf(model, width, height, ratio);
    host.dataset.range = this.view.xRange.join(' ');
    drawOn(context, model, this.view, ratio);
    if (this.cursor) this.showCursor();
  }

  destroy(): void {
    for (const stop of this.stops) stop();
    this.host.replaceChildren();
  }

  /** The keyboard moves from change to change of the curve in question. */
  step(by: number): void {
    const { model } = this;
    const at = this.cursor?.curve ?? 0;
    const curve = model?.curves[at];
    if (!model || !curve) return;
    const [from, to] = xRangeOf(model);
    const places = placesOf(curve).filter((place) => place >= from && place <= to);
    const x = stepTo(places, this.cursor?.x, by);
    if (x === undefined) return;
    this.cursor = { curve: at, x };
    this.showCursor();
    this.handlers.onSay(readingWords(readingAt(curve, x)));
  }

  otherCurve(by: number): void {
    const count = this.model?.curves.length ?? 0;
    if (count === 0) return;
    const next = ((this.cursor?.curve ?? 0) + by + count) % count;
    const curve = this.model?.curves[next];
    if (!curve) return;
    this.cursor = { curve: next, x: this.cursor?.x ?? placesOf(curve)[0] ?? 0 };
    this.showCursor();
    this.handlers.onSay(readingWords(readingAt(curve, this.cursor.x)));
  }

  /** Around the cursor, else around the middle. */
  zoom(by: 'in' | 'out'): void {
    const { model } = this;
    if (!model) return;
    const [from, to] = xRangeOf(model);
    const whole = xRangeOf({ curves: model.curves, zoom: undefined });
    const factor = by === 'in' ? ZOOM_FACTOR : 1 / ZOOM_FACTOR;
    const middle = this.cursor?.x ?? (from + to) / 2;
    const next = [Math.max(whole[0], middle - (middle - from) * factor), middle + (to - middle) * factor] as const;
    if (next[1] - next[0] < LEAST_ZOOM) return;
    this.handlers.onZoom(next[0] <= whole[0] && next[1] >= whole[1] ? undefined : next);
  }

  readonly leave = (): void => {
    this.cursor = undefined;
    this.hide();
    highlightRun(undefined);
  };

  /** The same drawing as a file, with its title above it. */
  async picture(title: string, note: string): Promise<Blob> {
    const { model } = this;
    if (!model) throw new Error('There is no chart to save yet.');
    const { width, height, ratio } = PICTURE;
    const head = 36;
    const canvas = document.createElement('canvas');
    canvas.width = width * ratio;
    canvas.height = (height + head) * ratio;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser cannot draw the picture.');
    context.fillStyle = colourOf('surface');
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.font = `12px ${FONT}`;
    const pen = new CanvasPen(context, ratio);
    pen.text({ colour: colourOf('text'), size: 16 }, 16 * ratio, 20 * ratio, title);
    pen.text({ colour: colourOf('text-muted'), size: 11, align: 'end' }, (width - 16) * ratio, 20 * ratio, note);
    context.translate(0, head * ratio);
    drawOn(context, model, viewOf(model, width, height, ratio), ratio);
    return new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))),
        'image/png',
      );
    });
  }

  private on<K extends keyof HTMLElementEventMap>(name: K, work: (event: HTMLElementEventMap[K]) => void): void {
    this.canvas.addEventListener(name, work);
    this.stops.push(() => this.canvas.removeEventListener(name, work));
  }

  /** Where a place of the page is, in seconds. */
  private secondsAt(clientX: number): number | undefined {
    const { view } = this;
    if (!view) return undefined;
    const { box, ratio } = view.gap;
    const inside = (clientX - this.canvas.getBoundingClientRect().left) * ratio - box.left;
    const [from, to] = view.xRange;
    return from + Math.min(1, Math.max(0, inside / box.width)) * (to - from);
  }

  private leftOf(x: number): number {
    const { view } = this;
    return view ? pixelsOf(view.gap).x(x) / view.gap.ratio : 0;
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.pressed = event.clientX;
    this.canvas.setPointerCapture(event.pointerId);
  }

  private move(event: PointerEvent): void {
    const { model, view } = this;
    const x = this.secondsAt(event.clientX);
    if (!model || !view || x === undefined) return;
    this.cursor = undefined;
    if (this.pressed !== undefined && Math.abs(event.clientX - this.pressed) >= LEAST_DRAG) {
      const left = this.leftOf(this.secondsAt(Math.min(this.pressed, event.clientX)) ?? 0);
      const right = this.leftOf(this.secondsAt(Math.max(this.pressed, event.clientX)) ?? 0);
      this.box.hidden = false;
      this.box.style.left = `${left.toFixed(1)}px`;
      this.box.style.width = `${(right - left).toFixed(1)}px`;
      this.tip.hidden = true;
      return;
    }
    const pointerY = event.clientY - this.canvas.getBoundingClientRect().top;
    const readings = model.curves.map((curve) => readingAt(curve, x));
    const nearest = this.nearest(readings, pointerY);
    highlightRun(nearest && model.curves.length > 1 ? nearest.curve.runId : undefined);
    this.show(x, readings, nearest, pointerY);
  }

  private release(event: PointerEvent): void {
    const { pressed } = this;
    this.pressed = undefined;
    this.box.hidden = true;
    if (pressed === undefined || Math.abs(event.clientX - pressed) < LEAST_DRAG) return;
    const from = this.secondsAt(Math.min(pressed, event.clientX));
    const to = this.secondsAt(Math.max(pressed, event.clientX));
    if (from !== undefined && to !== undefined && to - from >= LEAST_ZOOM) this.handlers.onZoom([from, to]);
  }

  /** The solve whose line is meant, in whichever plot the pointer is. */
  private nearest(readings: readonly Reading[], pointerY: number): Reading | undefined {
    const { view } = this;
    if (!view) return undefined;
    const isGap = !view.objective || pointerY * view.gap.ratio >= view.gap.box.top;
    const mapping = isGap ? view.gap : view.objective;
    if (!mapping) return undefined;
    const far = ({ gap, incumbent }: Reading) => distance(mapping, isGap ? gap : incumbent, pointerY);
    const [first] = [...readings].sort((a, b) => far(a) - far(b));
    return first && far(first) <= NEAR ? first : undefined;
  }

  private showCursor(): void {
    const { model, cursor, view } = this;
    const curve = cursor && model?.curves[cursor.curve];
    if (!cursor || !model || !curve || !view) return;
    const readings = model.curves.map((one) => readingAt(one, cursor.x));
    if (model.curves.length > 1) highlightRun(curve.runId);
    this.show(cursor.x, readings, readings[cursor.curve], view.gap.box.top / view.gap.ratio);
  }

  private show(x: number, readings: readonly Reading[], nearest: Reading | undefined, top: number): void {
    const { host, rule, tip, model } = this;
    if (!model) return;
    const left = this.leftOf(x);
    rule.hidden = false;
    rule.style.transform = `translateX(${left.toFixed(1)}px)`;
    tip.replaceChildren(...tipContent(model, x, readings, nearest));
    tip.hidden = false;
    const flip = left > host.clientWidth / 2;
    const place = flip ? left - 12 - tip.offsetWidth : left + 12;
    const room = Math.max(0, host.clientHeight - tip.offsetHeight);
    const down = Math.max(0, Math.min(room, top - tip.offsetHeight / 2));
    tip.style.transform = `translate(${Math.max(0, place).toFixed(0)}px, ${down.toFixed(0)}px)`;
  }

  private hide(): void {
    this.rule.hidden = true;
    this.tip.hidden = true;
    if (this.pressed === undefined) this.box.hidden = true;
  }
}

function drawOn(context: CanvasRenderingContext2D, model: ConvergenceModel, view: View, ratio: number): void {
  context.lineJoin = 'round';
  const look = { colour: colourOf, highlight: highlightedRun() };
  drawConvergence(new CanvasPen(context, ratio), model, view, look, (box, work) => {
    context.save();
    context.beginPath();
    // A mark on the edge is whole.
    context.rect(box.left - 4 * ratio, box.top - 4 * ratio, box.width + 8 * ratio, box.height + 8 * ratio);
    context.clip();
    work();
    context.restore();
  });
}

function distance(mapping: Mapping, value: number, pointerY: number): number {
  if (!Number.isFinite(value)) return Number.MAX_VALUE;
  const shown = mapping.scale === 'log' ? Math.max(mapping.yRange[0], value) : value;
  return Math.abs(pixelsOf(mapping).y(shown) / mapping.ratio - pointerY);
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function tipContent(
  model: ConvergenceModel,
  x: number,
  readings: readonly Reading[],
  nearest: Reading | undefined,
): Node[] {
  const head = element('div', 'solve-tip-head');
  head.textContent = `${formatNumber(x)} s after the start`;
  const [single] = readings;
  if (single && isSingle(model)) {
    return [
      head,
      tipRow('Incumbent', incumbentStroke.token, Number.isNaN(single.incumbent) ? 'none yet' : exact(single.incumbent)),
      tipRow('Bound', boundStroke.token, exact(single.bound)),
      tipRow('Gap', gapStroke.token, formatGap(single.gap)),
    ];
  }
  const known = readings.filter((reading) => !Number.isNaN(reading.gap) || !Number.isNaN(reading.incumbent));
  const shown = [...known].sort((a, b) => Number(b === nearest) - Number(a === nearest)).slice(0, MOST_IN_TIP);
  const rows = shown.map((reading) => {
    const row = tipRow(reading.curve.label, reading.curve.stroke.token, valueWords(model, reading));
    if (reading === nearest) row.classList.add('solve-tip-focus');
    return row;
  });
  if (known.length > shown.length) {
    const foot = element('div', 'solve-tip-head');
    foot.textContent = `and ${known.length - shown.length} more`;
    rows.push(foot);
  }
  return [head, ...rows];
}

/** Of one solve every digit counts: the chart says what the solver said. */
const exact = (value: number) => (Number.isNaN(value) ? formatNumber(undefined) : String(value).replace('-', '−'));

function valueWords(model: ConvergenceModel, { incumbent, gap }: Reading): string {
  const gapWords = Number.isNaN(gap) ? 'no gap yet' : formatGap(gap);
  if (!model.hasObjective) return gapWords;
  return `${Number.isNaN(incumbent) ? 'none yet' : formatNumber(incumbent)} · ${gapWords}`;
}

function tipRow(name: string, token: string, value: string): HTMLDivElement {
  const row = element('div', 'solve-tip-row');
  const swatch = element('i', '');
  swatch.style.background = `var(--${token})`;
  const label = element('span', 'solve-tip-name');
  label.textContent = name;
  const number = element('b', '');
  number.textContent = value;
  row.append(swatch, label, number);
  return row;
}
