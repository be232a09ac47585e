import { colourOf, onTheme } from '@/shared/chart/palette';
import { CanvasPen, FONT, type Pen } from '@/shared/chart/pen';
import { frames } from '@/shared/live/frame-scheduler';
import type { Marks } from './marks';

/** In pixels of the page, as everything here. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Draws within a frame only. */
type Clipped = (box: Box, work: () => void) => void;

/** What has been drawn, to find it again. */
interface Picture {
  marks: Marks;
  /** The place of the mark under a place of the picture, where that is not the nearest one; -1 for none. */
  find?(x: number, y: number): number;
  /** A part of the x-axis can be dragged over. */
  span?: { left: number; right: number; valueAt(x: number): number };
}

export type Draw = (pen: Pen, size: Size, clipped: Clipped) => Picture;

interface PlotHandlers {
  /** What is told of a trial under the pointer: its heading, then names and values. */
  tip(number: number): readonly (readonly [string, string])[];
  onPick(number: number): void;
  onSpan?(span: readonly [number, number] | undefined): void;
  /** The pointer drags what is drawn by so many pixels to the right and down. */
  onTurn?(across: number, down: number): void;
  /** The words of the trial under a keyboard cursor. */
  onSay(words: string): void;
}

const REACH = 18;
const LEAST_DRAG = 6;
const PICTURE = { width: 960, ratio: 2, head: 36 };

/** A drawing of trials on the page, outside React. What follows the pointer lies above the canvas and draws nothing anew. */
export class PlotCanvas {
  private readonly host: HTMLElement;
  private readonly handlers: PlotHandlers;
  private readonly canvas = document.createElement('canvas');
  private readonly box = element('i', 'study-box');
  private readonly cursorRing = element('i', 'study-ring');
  private readonly chosenRing = element('i', 'study-ring study-ring-chosen');
  private readonly tip = element('div', 'study-tip');
  private readonly stops: (() => void)[] = [];
  private draw: Draw | undefined;
  private picture: Picture | undefined;
  private chosen: number | undefined;
  /** The trial under the cursor of the keyboard. */
  private cursor: number | undefined;
  private pointer: { x: number; y: number } | undefined;
  private pressed: { x: number; y: number } | undefined;
  /** How far the pointer has turned what is drawn; undefined while it has not. */
  private turnedTo: { x: number; y: number } | undefined;
  private isNear = true;
  private isDirty = false;

  constructor(host: HTMLElement, handlers: PlotHandlers) {
    this.host = host;
    this.handlers = handlers;
    for (const one of [this.box, this.cursorRing, this.chosenRing, this.tip]) one.hidden = true;
    host.append(this.canvas, this.chosenRing, this.cursorRing, this.box, this.tip);
    const size = new ResizeObserver(() => this.redraw());
    size.observe(host);
    // What nobody sees is drawn when it comes near.
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
    );
    this.on('pointermove', (event) => this.move(event));
    this.on('pointerleave', () => this.leave());
    this.on('pointerdown', (event) => this.press(event));
    this.on('pointerup', (event) => this.release(event));
    this.on('pointercancel', () => {
      this.pressed = undefined;
      this.turnedTo = undefined;
      this.leave();
    });
    this.on('dblclick', () => this.handlers.onSpan?.(undefined));
    host.addEventListener('blur', this.leave);
    this.stops.push(() => host.removeEventListener('blur', this.leave));
  }

  set(draw: Draw): void {
    this.draw = draw;
    this.redraw();
  }

  /** The chosen trial has a ring of its own. */
  choose(number: number | undefined): void {
    this.chosen = number;
    this.placeRings();
  }

  redraw(): void {
    const { canvas, host, draw } = this;
    const { clientWidth: width, clientHeight: height } = host;
    if (!draw || width === 0 || height === 0) return;
    if (!this.isNear) {
      this.isDirty = true;
      // What was drawn for a wider window must not make the page scroll sideways until then.
      canvas.style.width = `${width}px`;
      this.cursorRing.hidden = true;
      this.chosenRing.hidden = true;
      return;
    }
    this.isDirty = false;
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
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.picture = drawOn(context, draw, { width, height });
    host.dataset.marks = String(this.picture.marks.length);
    this.placeRings();
    this.followCursor();
  }

  destroy(): void {
    for (const stop of this.stops) stop();
    this.host.replaceChildren();
  }

  /** The keyboard goes from mark to mark. */
  step(by: number): void {
    const marks = this.picture?.marks;
    if (!marks) return;
    const at = marks.step(marks.placeOf(this.cursor), by);
    const number = marks.number[at];
    if (at < 0 || number === undefined) return;
    this.cursor = number;
    this.placeRings();
    this.showTip(number, marks.x[at] ?? 0, marks.y[at] ?? 0);
    this.handlers.onSay(
      this.handlers
        .tip(number)
        .map(([name, value]) => (value === '' ? name : `${name} ${value}`))
        .join(', '),
    );
  }

  /** Takes the trial under the keyboard's cursor. */
  pick(): void {
    if (this.cursor !== undefined) this.handlers.onPick(this.cursor);
  }

  readonly leave = (): void => {
    this.cursor = undefined;
    this.pointer = undefined;
    this.tip.hidden = true;
    if (this.pressed === undefined) this.box.hidden = true;
    this.placeRings();
  };

  /** The same drawing as a file, with its title above it. */
  picturePng(title: string, note: string): Promise<Blob> {
    const { draw, host } = this;
    if (!draw) throw new Error('There is no plot to save yet.');
    const { width, ratio, head } = PICTURE;
    const height = Math.round((width * host.clientHeight) / Math.max(1, host.clientWidth));
    return pictureOf({ width, height, ratio, head }, title, note, (context) => {
      drawOn(context, draw, { width, height });
    });
  }

  private on<K extends keyof HTMLElementEventMap>(name: K, work: (event: HTMLElementEventMap[K]) => void): void {
    this.canvas.addEventListener(name, work);
    this.stops.push(() => this.canvas.removeEventListener(name, work));
  }

  private placeOfPointer(event: PointerEvent): { x: number; y: number } {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.pressed = this.placeOfPointer(event);
    const isDragged = this.handlers.onTurn || (this.picture?.span && this.handlers.onSpan);
    if (isDragged) this.canvas.setPointerCapture(event.pointerId);
  }

  private move(event: PointerEvent): void {
    this.pointer = this.placeOfPointer(event);
    frames.next(this.follow);
  }

  private readonly follow = (): void => {
    const { pointer, pressed, picture } = this;
    if (!pointer || !picture) return;
    this.cursor = undefined;
    if (pressed && this.handlers.onTurn) {
      this.turn(pressed, pointer);
      return;
    }
    const { span } = picture;
    if (pressed && span && this.handlers.onSpan && Math.abs(pointer.x - pressed.x) >= LEAST_DRAG) {
      const left = Math.max(span.left, Math.min(pressed.x, pointer.x));
      const right = Math.min(span.right, Math.max(pressed.x, pointer.x));
      this.box.hidden = false;
      this.box.style.left = `${left.toFixed(1)}px`;
      this.box.style.width = `${Math.max(0, right - left).toFixed(1)}px`;
      this.tip.hidden = true;
      return;
    }
    const at = markAt(picture, pointer.x, pointer.y);
    const number = picture.marks.number[at];
    this.canvas.style.cursor = at >= 0 ? 'pointer' : this.handlers.onTurn ? 'grab' : '';
    if (at < 0 || number === undefined) {
      this.tip.hidden = true;
      placeRing(this.cursorRing, undefined);
      return;
    }
    placeRing(this.cursorRing, { x: picture.marks.x[at] ?? 0, y: picture.marks.y[at] ?? 0 });
    this.showTip(number, picture.marks.x[at] ?? 0, picture.marks.y[at] ?? 0);
  };

  private turn(pressed: { x: number; y: number }, pointer: { x: number; y: number }): void {
    if (!this.turnedTo && Math.hypot(pointer.x - pressed.x, pointer.y - pressed.y) < LEAST_DRAG) return;
    const from = this.turnedTo ?? pressed;
    this.turnedTo = pointer;
    this.canvas.style.cursor = 'grabbing';
    this.tip.hidden = true;
    placeRing(this.cursorRing, undefined);
    this.handlers.onTurn?.(pointer.x - from.x, pointer.y - from.y);
  }

  private release(event: PointerEvent): void {
    const { pressed, picture, turnedTo } = this;
    this.pressed = undefined;
    this.turnedTo = undefined;
    this.box.hidden = true;
    if (!pressed || !picture || turnedTo) return;
    const { x, y } = this.placeOfPointer(event);
    if (Math.abs(x - pressed.x) < LEAST_DRAG) {
      const number = picture.marks.number[markAt(picture, x, y)];
      if (number !== undefined) this.handlers.onPick(number);
      return;
    }
    const { span } = picture;
    if (!span) return;
    const inside = (place: number) => Math.min(span.right, Math.max(span.left, place));
    const from = span.valueAt(inside(Math.min(pressed.x, x)));
    const to = span.valueAt(inside(Math.max(pressed.x, x)));
    if (from < to) this.handlers.onSpan?.([from, to]);
  }

  private placeRings(): void {
    const marks = this.picture?.marks;
    const ringOf = (number: number | undefined) => {
      const at = marks?.placeOf(number) ?? -1;
      return marks && at >= 0 ? { x: marks.x[at] ?? 0, y: marks.y[at] ?? 0 } : undefined;
    };
    placeRing(this.chosenRing, ringOf(this.chosen));
    placeRing(this.cursorRing, ringOf(this.cursor));
  }

  /** What is told of the trial under the keyboard's cursor stays beside it. */
  private followCursor(): void {
    const { cursor, picture, tip } = this;
    if (cursor === undefined || tip.hidden) return;
    const at = picture?.marks.placeOf(cursor) ?? -1;
    if (picture && at >= 0) this.showTip(cursor, picture.marks.x[at] ?? 0, picture.marks.y[at] ?? 0);
    else tip.hidden = true;
  }

  private showTip(number: number, x: number, y: number): void {
    const { tip, host } = this;
    tip.replaceChildren(...this.handlers.tip(number).map(([name, value], at) => tipRow(name, value, at === 0)));
    tip.hidden = false;
    const place = x > host.clientWidth / 2 ? x - 14 - tip.offsetWidth : x + 14;
    const room = Math.max(0, host.clientHeight - tip.offsetHeight);
    const down = Math.max(0, Math.min(room, y - tip.offsetHeight / 2));
    tip.style.transform = `translate(${Math.max(0, place).toFixed(0)}px, ${down.toFixed(0)}px)`;
  }
}

const markAt = (picture: Picture, x: number, y: number): number =>
  picture.find ? picture.find(x, y) : picture.marks.nearest(x, y, REACH);

function drawOn(context: CanvasRenderingContext2D, draw: Draw, size: Size): Picture {
  context.lineJoin = 'round';
  return draw(new CanvasPen(context, 1), size, clipperOf(context));
}

function clipperOf(context: CanvasRenderingContext2D): Clipped {
  return (box, work) => {
    context.save();
    context.beginPath();
    // A mark on the edge is whole.
    context.rect(box.left - 5, box.top - 5, box.width + 10, box.height + 10);
    context.clip();
    work();
    context.restore();
  };
}

/** A picture with its title above it, as a file. */
export function pictureOf(
  { width, height, ratio, head }: Size & { ratio: number; head: number },
  title: string,
  note: string,
  draw: (context: CanvasRenderingContext2D) => void,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width * ratio;
  canvas.height = (height + head) * ratio;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw the picture.');
  context.scale(ratio, ratio);
  context.fillStyle = colourOf('surface');
  context.fillRect(0, 0, width, height + head);
  context.font = `12px ${FONT}`;
  const pen = new CanvasPen(context, 1);
  pen.text({ colour: colourOf('text'), size: 16 }, 16, 20, title);
  pen.text({ colour: colourOf('text-muted'), size: 11, align: 'end' }, width - 16, 20, note);
  context.translate(0, head);
  draw(context);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))), 'image/png');
  });
}

function placeRing(ring: HTMLElement, place: { x: number; y: number } | undefined): void {
  ring.hidden = place === undefined;
  if (place) ring.style.transform = `translate(${place.x.toFixed(1)}px, ${place.y.toFixed(1)}px)`;
}

export function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function tipRow(name: string, value: string, isHead: boolean): HTMLDivElement {
  const row = element('div', isHead ? 'study-tip-row study-tip-head' : 'study-tip-row');
  const label = element('span', 'study-tip-name');
  label.textContent = name;
  const text = element('b', '');
  text.textContent = value;
  row.append(label, text);
  return row;
}
