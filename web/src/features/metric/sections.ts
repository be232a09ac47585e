import type { ChartSpec } from './chart-card';
import { prefixOf, suffixOf } from './headline';

export interface Section {
  name: string;
  charts: readonly ChartSpec[];
}

/** Metrics without a prefix. */
const PLAIN = 'metrics';
const SYSTEM = /^(sys|system)$/;

export function isSystem(key: string): boolean {
  return SYSTEM.test(firstPart(key));
}

function firstPart(key: string): string {
  const at = key.indexOf('/');
  return at < 0 ? '' : key.slice(0, at);
}

/** A section for each prefix, a chart for each key; what the machine did comes last. */
export function sectionsOf(keys: readonly string[]): Section[] {
  const byName = new Map<string, ChartSpec[]>();
  for (const key of [...keys].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
    const name = firstPart(key) || PLAIN;
    const charts = byName.get(name) ?? [];
    charts.push({ id: key, title: titleOf(key), keys: [key] });
    byName.set(name, charts);
  }
  return [...byName.entries()]
    .map(([name, charts]) => ({ name, charts }))
    .sort((a, b) => Number(SYSTEM.test(a.name)) - Number(SYSTEM.test(b.name)) || a.name.localeCompare(b.name));
}

/** Inside of its section a key needs no prefix; deeper parts stay. */
function titleOf(key: string): string {
  const first = firstPart(key);
  return first === '' || prefixOf(key) === '' ? suffixOf(key) : key.slice(first.length + 1);
}

/** The matcher of a search, and whether it could be read as a regular expression; else it is looked for as it is. */
export function matcherOf(search: string): { matches: (key: string) => boolean; isPattern: boolean } {
  try {
    const pattern = new RegExp(search, 'i');
    return { matches: (key) => pattern.test(key), isPattern: true };
  } catch {
    const text = search.toLowerCase();
    return { matches: (key) => key.toLowerCase().includes(text), isPattern: false };
  }
}

/** Puts what was moved (`id@place`) where it was moved to; everything else keeps its order. */
export function ordered(charts: readonly ChartSpec[], order: readonly string[] | undefined): readonly ChartSpec[] {
  const places = placesOf(order);
  const moved = charts.filter((chart) => places.has(chart.id));
  if (moved.length === 0) return charts;
  const result = charts.filter((chart) => !places.has(chart.id));
  moved.sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
  for (const chart of moved) result.splice(places.get(chart.id) ?? 0, 0, chart);
  return result;
}

function placesOf(order: readonly string[] | undefined): Map<string, number> {
  const places = new Map<string, number>();
  for (const one of order ?? []) {
    const at = one.lastIndexOf('@');
    const place = Number(one.slice(at + 1));
    if (at > 0 && Number.isInteger(place) && place >= 0) places.set(one.slice(0, at), place);
  }
  return places;
}

/** The order after a chart was moved to a place among those of its section. */
export function moveTo(
  charts: readonly ChartSpec[],
  order: readonly string[] | undefined,
  id: string,
  place: number,
): string[] {
  const now = [...ordered(charts, order)];
  const from = now.findIndex((chart) => chart.id === id);
  const [chart] = from < 0 ? [] : now.splice(from, 1);
  if (!chart) return [...(order ?? [])];
  now.splice(Math.max(0, Math.min(now.length, place)), 0, chart);
  // Every chart that is known to have moved is written down with the place that it has now.
  const places = placesOf(order);
  places.set(id, 0);
  now.forEach((one, at) => {
    if (places.has(one.id)) places.set(one.id, at);
  });
  return [...places].map(([name, at]) => `${name}@${at}`);
}
