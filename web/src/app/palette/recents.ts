/** What was opened last in this browser: the first entries of the palette. */
export interface Recent {
  path: string;
  word: string;
  note: string;
}

const KEY = 'signalbox.recents';
const MOST = 8;

export function recents(): Recent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.filter(
      (one): one is Recent =>
        typeof one?.path === 'string' && typeof one.word === 'string' && typeof one.note === 'string',
    );
  } catch {
    return [];
  }
}

export function rememberRecent(recent: Recent): void {
  const others = recents().filter((one) => one.path !== recent.path);
  localStorage.setItem(KEY, JSON.stringify([recent, ...others].slice(0, MOST)));
}
