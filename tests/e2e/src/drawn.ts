/** What is written on the canvases of plots, so that an axis can be read. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { until } from "./api.ts";

/** A text on a canvas, with its place in pixels. */
interface Drawn {
  plot: string;
  text: string;
  x: number;
  y: number;
}

/** Remembers what is written on plots, from the next load of the page on. */
export async function keepTexts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const texts: Drawn[] = [];
    const canvases = new WeakMap<Drawn, HTMLCanvasElement>();
    Object.assign(globalThis, { drawnTexts: texts });
    const fill = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (
      this: CanvasRenderingContext2D,
      text: string,
      x: number,
      y: number,
    ) {
      const name = this.canvas.closest("[data-plot]")?.getAttribute("data-plot");
      if (name) {
        texts.push({ plot: name, text, x, y });
        canvases.set(texts.at(-1) as Drawn, this.canvas);
      }
      fill.call(this, text, x, y);
    };
    // What is cleared away is not on the plot any more: a window of another width may be drawn more than once.
    const clear = CanvasRenderingContext2D.prototype.clearRect;
    CanvasRenderingContext2D.prototype.clearRect = function (
      this: CanvasRenderingContext2D,
      ...area: [number, number, number, number]
    ) {
      const left = texts.filter((each) => canvases.get(each) !== this.canvas);
      texts.splice(0, texts.length, ...left);
      clear.apply(this, area);
    };
  });
}

let isWide = true;

/** Everything that is written on a plot in sight: it is drawn anew for a window of another width. */
export async function drawnOn(page: Page, name: string): Promise<Drawn[]> {
  await page.evaluate(() => {
    (globalThis as unknown as { drawnTexts: Drawn[] }).drawnTexts.length = 0;
  });
  isWide = !isWide;
  await page.setViewportSize({ width: isWide ? 1440 : 1400, height: 900 });
  const read = () =>
    page.evaluate(
      (wanted) => (globalThis as unknown as { drawnTexts: Drawn[] }).drawnTexts.filter((each) => each.plot === wanted),
      name,
    );
  await until(`${name} is drawn`, read, (texts) => texts.length > 0);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const places = new Map(
    (await read()).map((each) => [`${each.text} ${each.x.toFixed(1)} ${each.y.toFixed(1)}`, each]),
  );
  return [...places.values()];
}

/** Where a text stands on a plot now; undefined for nowhere. */
export const placeOfText = (page: Page, plot: string, text: string): Promise<string | undefined> =>
  page.evaluate(
    (wanted) => {
      const all = (globalThis as unknown as { drawnTexts: Drawn[] }).drawnTexts;
      const found = all.findLast((each) => each.plot === wanted.plot && each.text === wanted.text);
      return found && `${found.x.toFixed(1)} ${found.y.toFixed(1)}`;
    },
    { plot, text },
  );

export const numberIn = (text: string): number => Number(text.replace("−", "-"));

/** Numbers along an axis with their places: equal factors are equally far apart, over some powers of ten. */
export function assertLog(ticks: [value: number, place: number][], name: string): void {
  const known = ticks.filter(([value]) => Number.isFinite(value)).sort((a, b) => a[0] - b[0]);
  assert.ok(known.length >= 3, `${name}: ${JSON.stringify(ticks)}`);
  const slopes = known
    .slice(1)
    .map(([value, place], at) => (place - (known[at]?.[1] ?? 0)) / Math.log10(value / (known[at]?.[0] ?? 1)));
  for (const slope of slopes)
    assert.ok(Math.abs(slope / (slopes[0] ?? 1) - 1) < 0.02, `${name}: ${JSON.stringify(known)}`);
}

/** The ticks of the x-axis that has this label at its end. */
export function alongX(drawn: readonly Drawn[], label: string): [number, number][] {
  const titles = drawn.filter((each) => drawn.some((tick) => Math.abs(tick.y - each.y + 15) < 0.5));
  const title = titles.find((each) => each.text === label);
  assert.ok(title, `no axis ${label}`);
  // Plots stand beside each other: this one begins where the one before it ends.
  const begin = Math.max(
    0,
    ...titles.filter((each) => Math.abs(each.y - title.y) < 0.5 && each.x < title.x).map((each) => each.x),
  );
  return drawn
    .filter((each) => Math.abs(each.y - title.y + 15) < 0.5 && each.x > begin && each.x <= title.x + 1)
    .map((each) => [numberIn(each.text), each.x]);
}
