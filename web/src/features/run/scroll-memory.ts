/** Where a table was scrolled to, by the entry of the browser's history: Back finds it again, a fresh visit starts at the top. */
export interface ScrollPlace {
  /** Of which list: an entry that is replaced may show another one. */
  order: string;
  top: number;
  total: number;
  active: number | undefined;
}

const KEY = 'signalbox.runs-scroll';
const MOST = 30;
const IDLE_MS = 150;
const places = new Map<string, ScrollPlace>(read());
let timer: ReturnType<typeof setTimeout> | undefined;

function read(): [string, ScrollPlace][] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as [string, ScrollPlace][];
  } catch {
    return [];
  }
}

export function keepScroll(entry: string, place: ScrollPlace): void {
  places.delete(entry);
  places.set(entry, place);
  clearTimeout(timer);
  timer = setTimeout(() => sessionStorage.setItem(KEY, JSON.stringify([...places].slice(-MOST))), IDLE_MS);
}

export function keptScroll(entry: string, order: string): ScrollPlace | undefined {
  const place = places.get(entry);
  return place?.order === order ? place : undefined;
}
