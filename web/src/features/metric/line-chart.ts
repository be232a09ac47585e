import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { shortNumber, shortSpan } from '@/shared/chart/axis-words';
import { colourOf, MOST_COLOURED, onTheme } from '@/shared/chart/palette';
import { CanvasPen } from '@/shared/chart/pen';
import { type Mapping, pixelsOf } from '@/shared/chart/scale';
import { formatClock, formatCount, formatNumber } from '@/shared/format/format';
import { xWords } from './axis-words';
import {
  type Clip,
  clipOf,
  extentX,
  extentY,
  linearBelow,
  nearestReadings,
  nonFiniteWords,
  padded,
  readingAt,
  readingsAt,
  singleValues,
} from './chart-math';
import type { Range, XAxis, YScale } from './chart-settings';
import type { Crosshair, CrosshairFollower, Highlight } from './crosshair';
import { type Line, type Reading, shownValue } from './line';
import { drawLines } from './plot';

export interface ChartModel {
  lines: readonly Line[];
  x: XAxis;
  y: YScale;
  zoom: Range | undefined;
  zoomY: Range | undefined;
  clip: boolean;
  /** As the server counted it over the raw points. */
  serverClip: Clip | undefined;
  smoothing: boolean;
}

export interface Handlers {
  onZoom(change: { zoom?: Range; zoomY?: Range }): void;
  onReset(): void;
  /** A place was chosen, by a click or by Enter. */
  onPick(reading: Reading, at: { x: number; y: number }): void;
  /** The words of the place under a keyboard cursor. */
  onSay(words: string): void;
  /** The readings under the pointer, for the legend; undefined when it is gone. */
  onReadings(readings: readonly Reading[] | undefined): void;
}

const AXIS = 11;
const Y_AXIS = 52;
const LEAST_DRAG = 6;
const FAR = 24;
const DOUBLE_CLICK_MS = 250;
/** A part of the window: so far from a line's end it still has a value. */
const SLACK = 0.02;
const font = `${AXIS}px ui-sans-serif, system-ui, sans-serif`;
const timeSteps = [
  0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 604_800,
];

/**
 * One chart on the page, outside React: axes, scales and the zoom box are those of uPlot, the lines are drawn here, because each has
 * an x of its own.
 */
export class LineChart implements CrosshairFollower {
  private readonly host: HTMLElement;
  private readonly crosshair: Crosshair;
  private readonly highlight: Highlight;
  private readonly handlers: Handlers;
  private readonly tip = element('div', 'chart-tip');
  private readonly rule = element('i', 'chart-rule');
  private readonly dot = element('i', 'chart-dot');
  private readonly notes = element('div', 'chart-notes');
  private readonly stops: (() => void)[] = [];
  private leaveCrosshair: () => void = () => undefined;
  private model: ChartModel | undefined;
  private plot: uPlot | undefined;
  private xRange: Range = [0, 1];
  private yRange: Range = [0, 1];
  private linear = 1;
  private pointerY = 0;
  private pinnedLine: string | undefined;
  private focusIndex = -1;
  private picking: ReturnType<typeof setTimeout> | undefined;
  private shown: readonly Reading[] = [];

  constructor(host: HTMLElement, crosshair: Crosshair, highlight: Highlight, handlers: Handlers) {
    this.host = host;
    this.crosshair = crosshair;
    this.highlight = highlight;
    this.handlers = handlers;
    this.tip.hidden = true;
    this.rule.hidden = true;
    this.dot.hidden = true;
    const size = new ResizeObserver(() => this.resize());
    size.observe(host);
    this.stops.push(
      () => size.disconnect(),
      onTheme(() => this.rebuild()),
      highlight.watch((run) => {
        host.dataset.highlight = run ?? '';
        this.plot?.redraw(false, false);
      }),
    );
    host.addEventListener('blur', this.leave);
    this.stops.push(() => host.removeEventListener('blur', this.leave));
  }

  /** `axis` names what x means on the page: charts of the same name move together. */
  follow(axis: string): void {
    this.leaveCrosshair();
    this.leaveCrosshair = this.crosshair.join(this, axis);
  }

  set(model: ChartModel): void {
    const before = this.model;
    this.model = model;
    if (!this.plot || before?.x !== model.x || before.y !== model.y) this.rebuild();
    else this.redraw();
  }

  /** The values have changed in place. */
  redraw(): void {
    if (!this.plot || !this.model) return;
    this.range();
    this.plot.setData(this.data(), true);
    this.drawNotes();
  }

  destroy(): void {
    clearTimeout(this.picking);
    for (const stop of this.stops) stop();
    this.leaveCrosshair();
    this.plot?.destroy();
    this.plot = undefined;
    this.host.replaceChildren();
  }

  /** What is seen, for a picture in a file. */
  get view(): { xRange: Range; yRange: Range; linearBelow: number } {
    return { xRange: this.xRange, yRange: this.yRange, linearBelow: this.linear };
  }

  get canvas(): HTMLCanvasElement | undefined {
    return this.plot?.ctx.canvas;
  }

  showAt(x: number | undefined, own: boolean): void {
    const { plot, model } = this;
    if (!plot || !model) return;
    const inside = x !== undefined && x >= this.xRange[0] && x <= this.xRange[1];
    if (!inside) {
      this.rule.hidden = true;
      this.dot.hidden = true;
      this.tip.hidden = true;
      if (this.shown.length > 0) {
        this.shown = [];
        this.handlers.onReadings(undefined);
      }
      return;
    }
    const left = plot.valToPos(x, 'x');
    this.rule.hidden = false;
    this.rule.style.transform = `translateX(${left.toFixed(1)}px)`;
    this.shown = readingsAt(model.lines, x, (this.xRange[1] - this.xRange[0]) * SLACK);
    this.handlers.onReadings(this.shown);
    if (own) this.drawTip(left);
    else {
      this.tip.hidden = true;
      this.dot.hidden = true;
    }
  }

  private rebuild(): void {
    const { host, model } = this;
    if (!model) return;
    this.plot?.destroy();
    this.range();
    const plot = new uPlot(this.options(model), this.data(), host);
    this.plot = plot;
    plot.over.append(this.rule, this.dot);
    host.append(this.tip, this.notes);
    this.listen(plot);
    this.drawNotes();
  }

  private resize(): void {
    const { width, height } = this.size();
    if (this.plot && (this.plot.width !== width || this.plot.height !== height)) this.plot.setSize({ width, height });
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(120, this.host.clientWidth), height: Math.max(100, this.host.clientHeight) };
  }

  private data(): uPlot.AlignedData {
    return [[...this.xRange], [...this.yRange]] as uPlot.AlignedData;
  }

  /** What the view is: the zoom, or everything; the clip leaves rare values outside. */
  private range(): void {
    const { model } = this;
    if (!model) return;
    const { lines, zoom, zoomY, y } = model;
    const whole = extentX(lines);
    const wide = whole && whole[0] === whole[1] ? ([whole[0] - 0.5, whole[1] + 0.5] as const) : whole;
    this.xRange = zoom ?? wide ?? [0, 1];
    const extent = extentY(lines, this.xRange, y);
    const clip = model.clip ? this.clip() : undefined;
    const kept = clip && extent ? ([Math.max(clip.low, extent[0]), Math.min(clip.high, extent[1])] as const) : extent;
    this.yRange = zoomY ?? padded(kept && kept[0] <= kept[1] ? kept : extent, y);
    if (y === 'log' && this.yRange[0] <= 0) this.yRange = padded(extent, y);
    this.linear = linearBelow(extent);
    this.host.dataset.range = this.xRange.join(' ');
  }

  private clip(): Clip | undefined {
    const { model } = this;
    return model && (model.serverClip ?? clipOf(model.lines, this.xRange));
  }

  private get mapping(): Mapping | undefined {
    const { plot, model } = this;
    if (!plot || !model) return undefined;
    const { left, top, width, height } = plot.bbox;
    return {
      box: { left, top, width, height },
      xRange: this.xRange,
      yRange: this.yRange,
      scale: model.y,
      linearBelow: this.linear,
      ratio: devicePixelRatio || 1,
    };
  }

  private options(model: ChartModel): uPlot.Options {
    const muted = colourOf('text-muted');
    const grid = colourOf('border');
    const axis = { stroke: muted, font, grid: { stroke: grid, width: 1 }, ticks: { show: false }, gap: 4 };
    const relative = model.x === 'relative';
    return {
      ...this.size(),
      legend: { show: false },
      padding: [8, 16, 0, 0],
      cursor: {
        show: true,
        x: false,
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG },
        bind: {
          mousedown: (plot, _target, handler) => (event) => {
            // Shift turns the box by a quarter: it chooses values instead of places.
            if (plot.cursor.drag) Object.assign(plot.cursor.drag, { x: !event.shiftKey, y: event.shiftKey });
            handler(event);
            return null;
          },
          dblclick: () => () => {
            clearTimeout(this.picking);
            this.handlers.onReset();
            return null;
          },
        },
      },
      scales: {
        x: { time: model.x === 'wall', range: () => [...this.xRange] },
        y: {
          distr: model.y === 'log' ? 3 : model.y === 'symlog' ? 4 : 1,
          asinh: this.linear,
          range: () => [...this.yRange],
        },
      },
      axes: [
        {
          ...axis,
          size: 24,
          ...(relative ? { incrs: timeSteps, values: (_plot: uPlot, ticks: number[]) => ticks.map(shortSpan) } : {}),
          ...(model.x === 'wall' || relative
            ? {}
            : { values: (_plot: uPlot, ticks: number[]) => ticks.map(shortNumber) }),
        },
        {
          ...axis,
          size: Y_AXIS,
          values: (_plot: uPlot, ticks: (number | null)[]) =>
            ticks.map((tick) => (tick === null ? '' : shortNumber(tick))),
        },
      ],
      series: [{}, { stroke: 'transparent', points: { show: false }, paths: () => null }],
      hooks: {
        draw: [() => this.draw()],
        setSelect: [(plot) => this.onSelect(plot)],
      },
    };
  }

  private draw(): void {
    const { plot, model, mapping } = this;
    if (!plot || !model || !mapping) return;
    const { ctx } = plot;
    const { left, top, width, height } = mapping.box;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    ctx.lineJoin = 'round';
    drawLines(new CanvasPen(ctx, mapping.ratio), model.lines, mapping, {
      colour: colourOf,
      highlight: this.highlight.run,
      smoothing: model.smoothing,
    });
    ctx.restore();
    this.drawSingles(ctx, mapping);
  }

  /** One point makes no line: it is drawn with a rule and its value. */
  private drawSingles(ctx: CanvasRenderingContext2D, mapping: Mapping): void {
    const { model } = this;
    const readings = model && singleValues(model.lines);
    if (!readings) return;
    const pen = new CanvasPen(ctx, mapping.ratio);
    const { x, y } = pixelsOf(mapping);
    const { left, width } = mapping.box;
    for (const reading of readings.slice(0, MOST_COLOURED)) {
      if (!Number.isFinite(reading.raw)) continue;
      const colour = colourOf(reading.line.stroke.token);
      const [px, py] = [x(reading.x), y(reading.raw)];
      pen.line({ colour, width: 1, alpha: 0.4, dash: [2, 3] }, (path) => {
        path.moveTo(left, py);
        path.lineTo(left + width, py);
      });
      pen.dot({ colour, radius: 4 }, px, py);
      pen.text(
        { colour: colourOf('text'), size: 12 },
        px + 10 * mapping.ratio,
        py - 10 * mapping.ratio,
        formatNumber(reading.raw),
      );
    }
  }

  /** What is outside of the view, at the edge where it lies. */
  private drawNotes(): void {
    const { model } = this;
    const clip = model?.clip ? this.clip() : undefined;
    const note = (className: string, sign: string, count: number) => {
      const item = element('span', `chart-note ${className}`);
      item.textContent = `${sign} ${formatCount(count)} ${count === 1 ? 'point' : 'points'} outside`;
      return item;
    };
    this.notes.replaceChildren(
      ...(clip && clip.above > 0 ? [note('chart-note-above', '▲', clip.above)] : []),
      ...(clip && clip.below > 0 ? [note('chart-note-below', '▼', clip.below)] : []),
    );
  }

  private drawTip(left: number): void {
    const { plot, model, mapping, tip } = this;
    if (!plot || !model || !mapping) return;
    const toY = pixelsOf({
      ...mapping,
      box: { left: 0, top: 0, width: plot.over.clientWidth, height: plot.over.clientHeight },
    }).y;
    const distance = (value: number) => Math.abs(toY(value) - this.pointerY);
    const readings = nearestReadings(this.shown, distance);
    const focused =
      readings.find((one) => one.line.id === this.pinnedLine) ??
      [...readings].sort((a, b) => far(a, distance) - far(b, distance))[0];
    if (!focused) {
      tip.hidden = true;
      this.dot.hidden = true;
      return;
    }
    const value = shownValue(focused);
    this.dot.hidden = !Number.isFinite(value);
    this.dot.style.transform = `translate(${plot.valToPos(focused.x, 'x').toFixed(1)}px, ${toY(value).toFixed(1)}px)`;
    this.dot.style.background = `var(--${focused.line.stroke.token})`;
    tip.replaceChildren(...tipContent(readings, focused, model, (this.xRange[1] - this.xRange[0]) * SLACK));
    tip.hidden = false;
    const { offsetLeft, offsetTop, clientWidth, clientHeight } = plot.over;
    const flip = left > clientWidth / 2;
    const place = flip ? offsetLeft + left - 12 - tip.offsetWidth : offsetLeft + left + 12;
    const room = Math.max(0, clientHeight - tip.offsetHeight);
    const top = offsetTop + Math.max(0, Math.min(room, this.pointerY - tip.offsetHeight / 2));
    tip.style.transform = `translate(${Math.max(0, place).toFixed(0)}px, ${top.toFixed(0)}px)`;
    // A line that is far from the pointer is not meant.
    const meant = far(focused, distance) <= FAR || this.pinnedLine !== undefined;
    this.highlight.set(meant && model.lines.length > 1 ? focused.line.runId : undefined);
  }

  private listen(plot: uPlot): void {
    const { over } = plot;
    let pressed: { x: number; y: number } | undefined;
    over.addEventListener('pointermove', (event) => {
      const box = over.getBoundingClientRect();
      this.pointerY = event.clientY - box.top;
      this.pinnedLine = undefined;
      this.crosshair.move(this, plot.posToVal(event.clientX - box.left, 'x'));
    });
    over.addEventListener('pointerleave', () => {
      this.crosshair.move(this, undefined);
      this.highlight.set(undefined);
    });
    over.addEventListener('pointerdown', (event) => {
      pressed = { x: event.clientX, y: event.clientY };
    });
    over.addEventListener('click', (event) => {
      const moved = pressed ? Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) : 0;
      if (moved >= LEAST_DRAG || !this.model) return;
      const box = over.getBoundingClientRect();
      const x = plot.posToVal(event.clientX - box.left, 'x');
      this.pointerY = event.clientY - box.top;
      const readings = readingsAt(this.model.lines, x, (this.xRange[1] - this.xRange[0]) * SLACK);
      const nearest = this.nearest(readings);
      if (!nearest) return;
      // The second click of two must meet the chart and not a menu that the first one opened.
      clearTimeout(this.picking);
      const at = { x: event.clientX, y: event.clientY };
      this.picking = setTimeout(() => this.handlers.onPick(nearest, at), DOUBLE_CLICK_MS);
    });
  }

  private nearest(readings: readonly Reading[]): Reading | undefined {
    const { mapping, plot } = this;
    if (!mapping || !plot) return undefined;
    const toY = pixelsOf({ ...mapping, box: { left: 0, top: 0, width: 1, height: plot.over.clientHeight } }).y;
    const distance = (value: number) => Math.abs(toY(value) - this.pointerY);
    return [...readings].sort((a, b) => far(a, distance) - far(b, distance))[0];
  }

  private onSelect(plot: uPlot): void {
    const { left, top, width, height } = plot.select;
    const drag = plot.cursor.drag;
    if (drag?.y && height >= LEAST_DRAG) {
      this.handlers.onZoom({ zoomY: [plot.posToVal(top + height, 'y'), plot.posToVal(top, 'y')] });
    } else if (drag?.x && width >= LEAST_DRAG) {
      this.handlers.onZoom({ zoom: [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')] });
    }
    if (width > 0 || height > 0) plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  /** The keyboard lets go. */
  readonly leave = (): void => {
    this.focusIndex = -1;
    this.pinnedLine = undefined;
    this.crosshair.move(this, undefined);
    this.highlight.set(undefined);
  };

  private get focusLine(): Line | undefined {
    const lines = this.model?.lines ?? [];
    return lines.find((line) => line.id === this.pinnedLine) ?? lines[0];
  }

  /** The keyboard moves by points of the focused line. */
  step(by: number): void {
    const line = this.focusLine;
    if (!line || line.buffer.length === 0) return;
    const { length } = line.buffer;
    const inView = (index: number) => {
      const x = line.buffer.at('x', index);
      return x >= this.xRange[0] && x <= this.xRange[1];
    };
    let from = this.focusIndex < 0 ? (by > 0 ? -1 : length) : this.focusIndex;
    if (this.focusIndex < 0 && by > 0) while (from + 1 < length && !inView(from + 1)) from++;
    if (this.focusIndex < 0 && by < 0) while (from - 1 >= 0 && !inView(from - 1)) from--;
    const to = Math.max(
      0,
      Math.min(
        length - 1,
        by === Number.NEGATIVE_INFINITY ? 0 : by === Number.POSITIVE_INFINITY ? length - 1 : from + by,
      ),
    );
    this.focusAt(line, to);
  }

  otherLine(by: number): void {
    const lines = this.model?.lines ?? [];
    const line = this.focusLine;
    if (!line) return;
    const next = lines[(lines.indexOf(line) + by + lines.length) % lines.length];
    if (!next || next.buffer.length === 0) return;
    const x = line.buffer.at('x', Math.max(0, this.focusIndex));
    const readings = readingsAt([next], x, Number.POSITIVE_INFINITY);
    this.focusAt(next, readings[0]?.index ?? 0);
  }

  private focusAt(line: Line, index: number): void {
    const { mapping, plot, model } = this;
    if (!mapping || !plot || !model) return;
    this.pinnedLine = line.id;
    this.focusIndex = index;
    const reading = readingAt(line, index);
    const toY = pixelsOf({ ...mapping, box: { left: 0, top: 0, width: 1, height: plot.over.clientHeight } }).y;
    this.pointerY = Number.isFinite(shownValue(reading)) ? toY(shownValue(reading)) : plot.over.clientHeight / 2;
    this.crosshair.move(this, reading.x);
    this.handlers.onSay(`${line.label}, ${xWords(model.x, reading.x)}: ${valueWords(reading)}`);
  }

  pick(): void {
    const line = this.focusLine;
    if (!line || this.focusIndex < 0) return;
    const box = this.host.getBoundingClientRect();
    const left = this.plot
      ? this.plot.over.offsetLeft + this.plot.valToPos(line.buffer.at('x', this.focusIndex), 'x')
      : 0;
    this.handlers.onPick(readingAt(line, this.focusIndex), { x: box.left + left, y: box.top + this.pointerY });
  }
}

function far(reading: Reading, distance: (value: number) => number): number {
  const value = shownValue(reading);
  return Number.isFinite(value) ? distance(value) : Number.MAX_VALUE;
}

function valueWords(reading: Reading): string {
  if (Number.isNaN(reading.smoothed)) return formatNumber(reading.raw);
  return `${formatNumber(reading.smoothed)} smoothed, ${formatNumber(reading.raw)} raw`;
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function tipContent(readings: readonly Reading[], focused: Reading, model: ChartModel, slack: number): Node[] {
  const head = element('div', 'chart-tip-head');
  const parts = [xWords(model.x, focused.x)];
  if (model.x !== 'step' && Number.isFinite(focused.step)) parts.push(`step ${formatCount(focused.step)}`);
  if (model.x !== 'wall' && Number.isFinite(focused.time)) parts.push(formatClock(focused.time * 1000, true));
  head.textContent = parts.join(' · ');
  const rows = readings.map((reading) => {
    const row = element('div', reading === focused ? 'chart-tip-row chart-tip-focus' : 'chart-tip-row');
    const swatch = element('i', '');
    swatch.style.background = `var(--${reading.line.stroke.token})`;
    const name = element('span', 'chart-tip-name');
    name.textContent = reading.line.label;
    const value = element('b', '');
    value.textContent = formatNumber(shownValue(reading));
    row.append(swatch, name, value);
    // The baseline stays beyond its end; then one of both is elsewhere than the head says.
    if (Math.abs(reading.x - focused.x) > slack) {
      const where = element('span', 'chart-tip-raw');
      where.textContent = `at ${xWords(model.x, reading.x)}`;
      row.append(where);
    } else if (!Number.isNaN(reading.smoothed)) {
      const raw = element('span', 'chart-tip-raw');
      raw.textContent = `raw ${formatNumber(reading.raw)}`;
      row.append(raw);
    } else if (reading.line.band) {
      const band = element('span', 'chart-tip-raw');
      const { buffer } = reading.line;
      band.textContent = `${formatNumber(buffer.at('min', reading.index))} … ${formatNumber(buffer.at('max', reading.index))}`;
      row.append(band);
    }
    return row;
  });
  const notes: string[] = [];
  if (model.lines.length > readings.length) notes.push(`the nearest ${readings.length} of ${model.lines.length}`);
  const nonFinite = nonFiniteWords(readings.map((reading) => reading.line));
  if (nonFinite) notes.push(nonFinite);
  if (notes.length === 0) return [head, ...rows];
  const foot = element('div', 'chart-tip-foot');
  foot.textContent = notes.join(' · ');
  return [head, ...rows, foot];
}
