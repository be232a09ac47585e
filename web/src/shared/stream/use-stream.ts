import { useEffect, useRef, useSyncExternalStore } from 'react';
import { api } from '../api/client';
import { accessToken } from '../api/session';
import { type Connection, type Socket, StreamClient, type TopicHandler, type TopicOptions } from './stream-client';

const PROBE_MS = 4_000;
const TICK_MS = 1_000;
/** A clock that jumped by so much in a tab that is looked at: the machine slept. */
const SLEPT_MS = 5_000;

const streamUrl = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/stream`;

const stream = new StreamClient({
  createSocket: (protocols) => new WebSocket(streamUrl(), protocols) as Socket,
  token: (fresh) => accessToken({ fresh }),
  probe: async () => {
    const { response } = await api.GET('/me', { signal: AbortSignal.timeout(PROBE_MS) });
    return response.ok;
  },
  now: () => Date.now(),
  random: Math.random,
  setTimer: (callback, millis) => window.setTimeout(callback, millis),
  clearTimer: (timer) => window.clearTimeout(timer),
  isOnline: () => navigator.onLine,
  isHidden: () => document.hidden,
});

/** Runs the tab's one socket while somebody is signed in. */
export function useStreamLifetime(): void {
  useEffect(() => {
    const online = () => stream.wake();
    const offline = () => stream.wentOffline();
    const seen = () => stream.visibilityChanged();
    let last = Date.now();
    const clock = setInterval(() => {
      const now = Date.now();
      // Timers of a hidden tab are held back: there a jump says nothing.
      if (now - last > SLEPT_MS && !document.hidden) stream.slept();
      last = now;
    }, TICK_MS);
    window.addEventListener('online', online);
    window.addEventListener('offline', offline);
    document.addEventListener('visibilitychange', seen);
    stream.start();
    return () => {
      clearInterval(clock);
      window.removeEventListener('online', online);
      window.removeEventListener('offline', offline);
      document.removeEventListener('visibilitychange', seen);
      stream.stop();
    };
  }, []);
}

const watchConnection = (listener: () => void) => stream.watch(listener);

export function useConnection(): Connection {
  return useSyncExternalStore(watchConnection, () => stream.connection);
}

/** Whether what is on screen is as new as it can be; false: values may be out of date, so they dim and clocks stand still. */
export function isTrusted(connection: Connection): boolean {
  return connection.state === 'live' || connection.state === 'polling' || connection.state === 'connecting';
}

export function retryConnection(): void {
  stream.retryNow();
}

/** Follows a topic outside React, until the answer is called. */
export function followTopic(topic: string, handler: TopicHandler, options: TopicOptions = {}): () => void {
  return stream.subscribe(topic, handler, options);
}

/** Follows a topic while the component is mounted; the newest handler is always the one called. */
export function useTopic(topic: string | undefined, handler: TopicHandler, options: TopicOptions = {}): void {
  const latest = useRef(handler);
  latest.current = handler;
  const { after, visibleOnly } = options;
  useEffect(() => {
    if (topic === undefined) return;
    return stream.subscribe(
      topic,
      {
        onSnapshot: (state) => latest.current.onSnapshot?.(state),
        onBatch: (items) => latest.current.onBatch(items),
        onGap: (reason) => latest.current.onGap?.(reason),
        onError: (code, detail) => latest.current.onError?.(code, detail),
      },
      { after, visibleOnly },
    );
  }, [topic, after, visibleOnly]);
}
