import { useEffect, useRef, useSyncExternalStore } from 'react';
import { accessToken } from '../api/session';
import { type Connection, type Socket, StreamClient, type TopicHandler, type TopicOptions } from './stream-client';

const streamUrl = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/stream`;

const stream = new StreamClient({
  createSocket: (protocols) => new WebSocket(streamUrl(), protocols) as Socket,
  token: (fresh) => accessToken({ fresh }),
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
    const wake = () => {
      if (!document.hidden) stream.wake();
    };
    const offline = () => stream.wentOffline();
    window.addEventListener('online', wake);
    window.addEventListener('offline', offline);
    document.addEventListener('visibilitychange', wake);
    stream.start();
    return () => {
      window.removeEventListener('online', wake);
      window.removeEventListener('offline', offline);
      document.removeEventListener('visibilitychange', wake);
      stream.stop();
    };
  }, []);
}

const watchConnection = (listener: () => void) => stream.watch(listener);

export function useConnection(): Connection {
  return useSyncExternalStore(watchConnection, () => stream.connection);
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
