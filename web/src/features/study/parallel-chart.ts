import { colourOf, onTheme } from '@/shared/chart/palette';
import { CanvasPen, type Path, type Pen } from '@/shared/chart/pen';
import { frames } from '@/shared/live/frame-scheduler';
import { type Axis, axisTicks, tickWord } from './axis';
import type { Brush } from './brush';
import {
  axisAt,
  brushBetween,
  brushEdges,
  heightOf,
  type ParallelLayout,
  parallelLayout,
  parallelWidth,
  spreadOut,
} from './parallel-model';
import { SHADES, shadeColour, shadeOf } from './plot-axes';
import { element, pictureOf } from './plot-canvas';
import { rankPlaces } from './ranks';
import type { StudySession } from './study-session';

interface ParallelHandlers {
  /** While the pointer draws a range, at most once a frame. */
  onBrush(field: string, brush: Brush | undefined): void;
  /** The pointer let go. */
  onBrushed(): void;
}

/** So many lines are drawn in one frame; the others follow in the next ones, so that the pointer never waits. */
const LINES_A_FRAME = 900;
const LEAST_DRAG = 4;
const LINE_ALPHA = 0.55;
const GREY_ALPHA = 0.1;
const PICTURE = { width: 1200, ratio: 2, head: 36 };

/**
 * A line for each trial over its axes, on canvases outside React. What is picked out has the colour of its rank and lies above all lines in grey. The
 * grey layer stays while a range is drawn; of the coloured one an even part is there at once, and the rest in the frames after it.
 */
export class ParallelChart {
  private readonly host: HTMLElement;
  private readonly handlers: ParallelHandlers;
  private readonly session: StudySession;
  private readonly grey = document.createElement('canvas');
  private readonly front = document.createElement('canvas');
  private readonly scales = document.createElement('canvas');
  private readonly ranges = element('div', 'parallel-ranges');
  private readonly stops: (() => void)[] = [];
  private axes: readonly Axis[] = [];
  private objective = 0;
  private ranks: Float64Array = new Float64Array(0);
  private layout: ParallelLayout | undefined;
  /** What is still to be drawn of each layer. */
  private readonly queues = { grey: [] as number[], front: [] as number[] };
  /** Whether the grey layer has lines, or is getting them. */
  private hasGrey = false;
  /** The version of the selection that is drawn. */
  private picked = -1;
  private drag: { axis: Axis; from: number } | undefined;
  private dragTo = 0;
  private isNear = true;
  private isDirty = false;

  constructor(host: HTMLElement, session: StudySession, handlers: ParallelHandlers) {
    this.host = host;
    this.session = session;
    this.handlers = handlers;
    this.scales.className = 'parallel-scales';
    host.append(this.grey, this.front, this.ranges, this.scales);
    const size = new ResizeObserver(() => this.redraw());
    size.observe(host.parentElement ?? host);
    const near = new IntersectionObserver(
      ([entry]) => {
        this.isNear = entry?.isIntersecting ?? true;
        if (this.isNear && this.isDirty) this.redraw();
      },
      { rootMargin: '200px 0px' },
    );
    near.observe(host);
    this.stops.push(
      () => size.disconnect(),
      () => near.disconnect(),
      onTheme(() => this.redraw()),
      session.selection.watch(() => frames.next(this.pickIfNew)),
    );
    this.listen('pointerdown', (event) => this.press(event));
    this.listen('pointermove', (event) => this.move(event));
    this.listen('pointerup', () => this.release());
    this.listen('pointercancel', () => {
      this.drag = undefined;
    });
  }

  /** The axes as they are now: again whenever the trials have changed. */
  show(axes: readonly Axis[], objective: number): void {
    this.axes = axes;
    this.objective = objective;
    this.redraw();
  }

  destroy(): void {
    for (const stop of this.stops) stop();
    this.layout = undefined;
    this.host.replaceChildren();
  }

  picturePng(title: string, note: string): Promise<Blob> {
    const { host, axes, session } = this;
    const width = Math.max(PICTURE.width, parallelWidth(axes.length, 0));
    const height = host.clientHeight;
    const layout = parallelLayout(axes, width, height);
    return pictureOf({ width, height, ratio: PICTURE.ratio, head: PICTURE.head }, title, note, (context) => {
      const pen = new CanvasPen(context, 1);
      if (session.selection.isActive) this.drawGrey(pen, layout, trialsOf(session, false));
      this.drawFront(pen, layout, trialsOf(session, true));
      drawScales(pen, layout);
    });
  }

  /** Everything anew: trials, axes, colours or size have changed. */
  private redraw(): void {
    const { host, session } = this;
    const room = host.parentElement?.clientWidth ?? 0;
    const height = host.clientHeight;
    if (!this.isNear || room === 0 || height === 0) {
      this.isDirty = true;
      return;
    }
    this.isDirty = false;
    const width = parallelWidth(this.axes.length, room);
    host.style.width = `${width}px`;
    for (const canvas of [this.grey, this.front, this.scales]) sizeCanvas(canvas, width, height);
    this.layout = parallelLayout(this.axes, width, height);
    this.ranks = rankPlaces(session.store, this.objective);
    this.hasGrey = false;
    this.queues.grey = [];
    host.dataset.trials = String(session.store.length);
    const context = this.scales.getContext('2d');
    if (context) drawScales(new CanvasPen(context, 1), this.layout);
    this.pickAnew();
  }

  private readonly pickIfNew = (): void => {
    if (this.session.selection.current() !== this.picked) this.pickAnew();
  };

  /** Which trials are picked out has changed. The grey lines are those of all trials, so they stay. */
  private pickAnew(): void {
    const { session, queues } = this;
    this.picked = session.selection.current();
    if (!this.layout || !this.isNear) {
      this.isDirty = true;
      return;
    }
    const { isActive } = session.selection;
    if (this.hasGrey !== isActive) {
      this.hasGrey = isActive;
      clear(this.grey);
      queues.grey = isActive ? spreadOut(trialsOf(session, false), LINES_A_FRAME) : [];
    }
    queues.front = spreadOut(trialsOf(session, true), LINES_A_FRAME);
    clear(this.front);
    this.placeRanges();
    this.drawSome();
  }

  private readonly drawSome = (): void => {
    const { layout, queues } = this;
    const [grey, front] = [this.grey.getContext('2d'), this.front.getContext('2d')];
    if (!layout || !grey || !front) return;
    // What is picked out first; the grey ones have time.
    const near = queues.front.splice(0, LINES_A_FRAME);
    this.drawFront(new CanvasPen(front, 1), layout, near);
    const far = queues.grey.splice(0, Math.max(0, LINES_A_FRAME - near.length));
    this.drawGrey(new CanvasPen(grey, 1), layout, far);
    if (queues.front.length + queues.grey.length > 0) frames.next(this.drawSome);
  };

  private drawGrey(pen: Pen, layout: ParallelLayout, numbers: readonly number[]): void {
    if (numbers.length === 0) return;
    pen.line({ colour: colourOf('text-muted'), width: 1, alpha: GREY_ALPHA }, (path) => {
      for (const number of numbers) traceTrial(path, layout, number);
    });
  }

  /** Lines of one colour in one go, the best ones last, so that they lie on top. */
  private drawFront(pen: Pen, layout: ParallelLayout, numbers: readonly number[]): void {
    const shades = Array.from({ length: SHADES }, () => [] as number[]);
    const others: number[] = [];
    for (const number of numbers) {
      const rank = this.ranks[number] ?? Number.NaN;
      if (Number.isNaN(rank)) others.push(number);
      else shades[shadeOf(rank)]?.push(number);
    }
    if (others.length > 0) {
      pen.line({ colour: colourOf('text-muted'), width: 1, alpha: 0.25, dash: [3, 3] }, (path) => {
        for (const number of others) traceTrial(path, layout, number);
      });
    }
    shades.forEach((own, shade) => {
      if (own.length === 0) return;
      pen.line({ colour: shadeColour(shade), width: 1.2, alpha: LINE_ALPHA }, (path) => {
        for (const number of own) traceTrial(path, layout, number);
      });
    });
  }

  private placeRanges(): void {
    const { layout, ranges } = this;
    if (!layout) return;
    const boxes = layout.axes.flatMap((axis, at) => {
      const brush = this.session.selection.brushes.get(axis.field);
      if (!brush) return [];
      const [top, bottom] = brushEdges(layout, axis, brush);
      const box = element('i', 'parallel-range');
      box.style.left = `${((layout.x[at] ?? 0) - 8).toFixed(1)}px`;
      box.style.top = `${Math.max(layout.box.top - 3, top).toFixed(1)}px`;
      const foot = Math.min(layout.box.top + layout.box.height + 3, bottom);
      box.style.height = `${Math.max(3, foot - Math.max(layout.box.top - 3, top)).toFixed(1)}px`;
      return [box];
    });
    ranges.replaceChildren(...boxes);
  }

  private listen<K extends keyof HTMLElementEventMap>(name: K, work: (event: HTMLElementEventMap[K]) => void): void {
    this.front.addEventListener(name, work);
    this.stops.push(() => this.front.removeEventListener(name, work));
  }

  private placeOf(event: PointerEvent): { x: number; y: number } {
    const { left, top } = this.front.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private press(event: PointerEvent): void {
    const { x, y } = this.placeOf(event);
    const axis = this.layout && axisAt(this.layout, x);
    if (event.button !== 0 || !axis) return;
    this.drag = { axis, from: y };
    this.dragTo = y;
    this.front.setPointerCapture(event.pointerId);
  }

  private move(event: PointerEvent): void {
    const { x, y } = this.placeOf(event);
    if (!this.drag) {
      this.front.style.cursor = this.layout && axisAt(this.layout, x) ? 'ns-resize' : '';
      return;
    }
    this.dragTo = y;
    frames.next(this.brushNow);
  }

  private readonly brushNow = (): void => {
    const { drag, dragTo, layout } = this;
    if (!drag || !layout || Math.abs(dragTo - drag.from) < LEAST_DRAG) return;
    const brush = brushBetween(layout, drag.axis, drag.from, dragTo);
    if (!brush) return;
    this.handlers.onBrush(drag.axis.field, brush);
    // In this frame, not in the next one.
    this.pickIfNew();
  };

  /** A click without a stroke takes the range of that axis away; on choices it takes the one under the pointer. */
  private release(): void {
    const { drag, layout, dragTo } = this;
    this.drag = undefined;
    if (!drag || !layout) return;
    if (Math.abs(dragTo - drag.from) < LEAST_DRAG) {
      const known = this.session.selection.brushes.has(drag.axis.field);
      const touched = drag.axis.kind === 'choices' ? brushBetween(layout, drag.axis, drag.from, drag.from) : undefined;
      this.handlers.onBrush(drag.axis.field, known ? undefined : touched);
    } else {
      const brush = brushBetween(layout, drag.axis, drag.from, dragTo);
      if (brush) this.handlers.onBrush(drag.axis.field, brush);
    }
    this.handlers.onBrushed();
  }
}

/** All trials, or those of them that are picked out. */
function trialsOf({ store, selection }: StudySession, isPicked: boolean): number[] {
  const numbers: number[] = [];
  for (let number = 0; number < store.length; number++) {
    if (store.stateOf(number) === undefined) continue;
    if (!isPicked || !selection.isActive || selection.mask[number] === 1) numbers.push(number);
  }
  return numbers;
}

function traceTrial(path: Path, layout: ParallelLayout, number: number): void {
  layout.axes.forEach((axis, at) => {
    const height = heightOf(layout, axis, axis.column[number] ?? Number.NaN);
    const [x, y] = [layout.x[at] ?? 0, Number.isNaN(height) ? layout.missing : clamped(height, layout)];
    if (at === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
}

/** A pruned trial may have a value that no completed one has: it leaves the axis by a little, not the picture. */
const clamped = (height: number, { box }: ParallelLayout) =>
  Math.min(box.top + box.height + 6, Math.max(box.top - 6, height));

function drawScales(pen: Pen, layout: ParallelLayout): void {
  const { box, x, missing } = layout;
  const line = { colour: colourOf('border-control'), width: 1 };
  const text = { colour: colourOf('text'), size: 11 };
  layout.axes.forEach((axis, at) => {
    const left = x[at] ?? 0;
    pen.line(line, (path) => {
      path.moveTo(left, box.top);
      path.lineTo(left, box.top + box.height);
    });
    for (const tick of axisTicks(axis)) {
      const y = heightOf(layout, axis, tick);
      pen.line(line, (path) => {
        path.moveTo(left - 4, y);
        path.lineTo(left + 4, y);
      });
      const isLast = at === x.length - 1 && x.length > 1;
      pen.text({ ...text, align: isLast ? 'end' : 'start' }, isLast ? left - 7 : left + 7, y, tickWord(axis, tick));
    }
  });
  pen.text({ colour: colourOf('text-muted'), size: 11 }, 2, missing, 'no value');
}

function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.getContext('2d')?.setTransform(ratio, 0, 0, ratio, 0, 0);
}

function clear(canvas: HTMLCanvasElement): void {
  canvas.getContext('2d')?.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
}
