/** Colours as they are drawn, and how well an eye tells them apart. */
import type { Locator, Page } from "playwright-core";

/** Red, green and blue, each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

const visions = ["none", "protanopia", "deuteranopia", "tritanopia"] as const;

/** Does the same for the eye that lacks no kind of cone and for those that lack one: Chromium draws the page as each sees it. */
export async function withEachVision(
  page: Page,
  work: (vision: (typeof visions)[number]) => Promise<void>,
): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  try {
    for (const type of visions) {
      await devtools.send("Emulation.setEmulatedVisionDeficiency", { type });
      await work(type);
    }
  } finally {
    await devtools.send("Emulation.setEmulatedVisionDeficiency", { type: "none" });
    await devtools.detach();
  }
}

/** A drawn part of a page: what it is drawn on, which is in its corner, and what stands out from that most. */
export async function drawingOf(part: Locator): Promise<{ ground: Colour; ink: Colour }> {
  const picture = await part.screenshot({ animations: "disabled" });
  const pixels = await part.page().evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    if (!pen) throw new Error("the browser has no canvas");
    pen.drawImage(bitmap, 0, 0);
    const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
    return Array.from(data);
  }, picture.toString("base64"));
  const colours = Array.from(
    { length: pixels.length / 4 },
    (_, at): Colour => [pixels[4 * at] ?? 0, pixels[4 * at + 1] ?? 0, pixels[4 * at + 2] ?? 0],
  );
  const [ground] = colours;
  if (!ground) throw new Error("the picture is empty");
  const ink = colours.reduce((best, one) => (distance(one, ground) > distance(best, ground) ? one : best), ground);
  return { ground, ink };
}

/** In linear light, from 0 to 1. */
function linear(colour: Colour): [number, number, number] {
  const [red, green, blue] = colour.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** Ottosson's space (2020), in which equal distances look about equally large. */
function oklab(colour: Colour): [number, number, number] {
  const [red, green, blue] = linear(colour);
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** How far two colours are apart: 0 for the same, 100 for black and white. */
export function distance(one: Colour, other: Colour): number {
  const [a, b] = [oklab(one), oklab(other)];
  return 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** The ratio of WCAG, from 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  const light = (colour: Colour) => {
    const [red, green, blue] = linear(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high, low] = [Math.max(light(one), light(other)), Math.min(light(one), light(other))];
  return (high + 0.05) / (low + 0.05);
}
