import { networkProblem, problemOf } from './problem';
import type { Problem } from './types';

/**
 * Who is signed in. The access token lives in this module only, never in storage; the refresh cookie (HttpOnly) is what
 * survives a reload.
 */
export type SessionState = { status: 'unknown' } | { status: 'signed-in' } | { status: 'signed-out' };

const REFRESH_AHEAD_MS = 30_000;
const RETRY_REFRESH_MS = 5_000;

let state: SessionState = { status: 'unknown' };
let token: string | undefined;
let expiresAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let inFlight: Promise<RefreshOutcome> | undefined;
const listeners = new Set<() => void>();

export type RefreshOutcome = { ok: true } | { ok: false; problem: Problem };

function set(next: SessionState): void {
  if (next.status === state.status) return;
  state = next;
  for (const listener of listeners) listener();
}

export function sessionState(): SessionState {
  return state;
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function openSession(accessToken: string, expiresInSeconds: number): void {
  token = accessToken;
  expiresAt = Date.now() + expiresInSeconds * 1000;
  clearTimeout(timer);
  const ahead = Math.min(REFRESH_AHEAD_MS, expiresInSeconds * 200);
  timer = setTimeout(() => void refreshSession(), Math.max(1000, expiresInSeconds * 1000 - ahead));
  set({ status: 'signed-in' });
}

export function closeSession(): void {
  token = undefined;
  expiresAt = 0;
  clearTimeout(timer);
  set({ status: 'signed-out' });
}

/** One refresh at a time, in this tab and over all tabs: a cookie that is used again later than 30 s after its renewal ends the whole session. */
export function refreshSession(): Promise<RefreshOutcome> {
  inFlight ??= acrossTabs(requestRefresh).finally(() => {
    inFlight = undefined;
  });
  return inFlight;
}

function acrossTabs<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? (navigator.locks.request('signalbox-refresh', work) as Promise<T>) : work();
}

async function requestRefresh(): Promise<RefreshOutcome> {
  let response: Response;
  try {
    response = await fetch('/api/v1/auth/refresh', { method: 'POST', credentials: 'same-origin' });
  } catch {
    return retryLater(networkProblem());
  }
  if (response.ok) {
    const body = (await response.json()) as { accessToken: string; expiresIn: number };
    openSession(body.accessToken, body.expiresIn);
    return { ok: true };
  }
  const problem = await problemOf(response);
  if (response.status === 401 || response.status === 403) {
    closeSession();
    return { ok: false, problem };
  }
  return retryLater(problem);
}

/** The server is away, which says nothing about the session: keep it and ask again. */
function retryLater(problem: Problem): RefreshOutcome {
  if (state.status === 'signed-in') {
    clearTimeout(timer);
    timer = setTimeout(() => void refreshSession(), RETRY_REFRESH_MS);
  }
  return { ok: false, problem };
}

/** A token that is good for at least some seconds, or undefined when nobody is signed in. */
export async function accessToken(options: { fresh?: boolean } = {}): Promise<string | undefined> {
  if (state.status === 'signed-out') return undefined;
  if (options.fresh || !token || expiresAt - Date.now() < 5_000) await refreshSession();
  return token;
}
