/**
 * The live stream of `contracts/stream.md`: one socket per tab, many topics, each with a cursor that outlives the socket.
 * Delivers every batch of a topic once and in order; what can no longer be had is told as a gap.
 */

export type Connection =
  | { state: 'connecting' }
  | { state: 'live' }
  /** No socket gets through, but requests do: the topics are asked to read anew every few seconds. */
  | { state: 'polling' }
  | { state: 'reconnecting'; retryAt: number; staleSince: number | undefined }
  | { state: 'stale'; since: number }
  | { state: 'offline' };

export interface TopicHandler {
  /** The whole state; everything after it comes as batches. */
  onSnapshot?(state: unknown): void;
  onBatch(items: readonly unknown[]): void;
  /** Something was lost for good, or nothing is sent at all (`polling`): read the state anew. */
  onGap?(reason: string): void;
  /** It goes on from its cursor after so long without the topic: everything of that time comes now. */
  onResume?(awayMillis: number): void;
  /** The subscription is not there. */
  onError?(code: string, detail: string): void;
}

export interface TopicOptions {
  /** Start after this cursor instead of with a snapshot. */
  after?: string;
  /** Not followed while the tab is hidden: only what a status needs is. It goes on from its cursor when it is looked at. */
  visibleOnly?: boolean;
}

/** The part of WebSocket that is used, so that tests bring their own. */
export interface Socket {
  readonly protocol?: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export interface StreamEnvironment {
  createSocket(protocols: string[]): Socket;
  /** A valid token; `fresh` asks for a new one. Undefined: nobody is signed in. */
  token(fresh: boolean): Promise<string | undefined>;
  /** Whether a plain request gets an answer. */
  probe(): Promise<boolean>;
  now(): number;
  random(): number;
  setTimer(callback: () => void, millis: number): number;
  clearTimer(timer: number): void;
  isOnline(): boolean;
  isHidden(): boolean;
}

const HEARTBEAT_MS = 15_000;
const STALE_AFTER_MS = 2 * HEARTBEAT_MS + 1_000;
const DROP_AFTER_MS = 3 * HEARTBEAT_MS + 1_000;
const CONNECT_MS = 10_000;
const POLL_MS = 5_000;
/** So many sockets in a row that never opened, while requests work, are called blocked. */
const REFUSED_MEANS_BLOCKED = 2;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const CREDIT = 8;
const CREDIT_STEP = 4;
const REMEMBERED_CURSORS = 64;
const TOKEN_ENDED = 4401;

interface Topic {
  name: string;
  handlers: Set<TopicHandler>;
  options: TopicOptions;
  /** Everything up to here was delivered. */
  cursor: string | undefined;
  /** Cursors already passed: tells a repeated batch from a hole. */
  passed: string[];
  /** A new subscribe was sent because of a hole; what does not fit is still of the old one. */
  resyncing: boolean;
  /** When something of the topic came last. */
  heardAt: number | undefined;
  /** Batches taken since credit was last given. */
  consumed: number;
}

export class StreamClient {
  private readonly env: StreamEnvironment;
  private readonly topics = new Map<string, Topic>();
  private readonly watchers = new Set<() => void>();
  private socket: Socket | undefined;
  private opened = false;
  private running = false;
  private connectRound = 0;
  private failures = 0;
  private refused = 0;
  private polling = false;
  private pollTimer: number | undefined;
  private hidden = false;
  private wantsFreshToken = false;
  private lastFrameAt = 0;
  private staleSince: number | undefined;
  private timer: number | undefined;
  private status: Connection = { state: 'connecting' };

  constructor(env: StreamEnvironment) {
    this.env = env;
  }

  get connection(): Connection {
    return this.status;
  }

  watch(listener: () => void): () => void {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.hidden = this.env.isHidden();
    this.connect();
  }

  /** Closes the socket; the topics and their cursors stay for the next start. */
  stop(): void {
    this.running = false;
    this.stopPolling();
    this.dropSocket();
    this.setTimer(undefined, 0);
  }

  /** A second handler on a topic starts it anew, so that every handler sees the same beginning. */
  subscribe(name: string, handler: TopicHandler, options: TopicOptions = {}): () => void {
    const known = this.topics.get(name);
    const topic: Topic = known ?? {
      name,
      handlers: new Set(),
      options,
      cursor: options.after,
      passed: [],
      resyncing: false,
      heardAt: undefined,
      consumed: 0,
    };
    topic.handlers.add(handler);
    this.topics.set(name, topic);
    if (known) {
      if (!this.isAsleep(known)) this.sendFrame({ type: 'unsubscribe', topic: name });
      topic.cursor = topic.options.after;
      topic.passed = [];
      topic.resyncing = true;
    }
    this.sendSubscribe(topic);
    return () => {
      topic.handlers.delete(handler);
      if (topic.handlers.size > 0 || this.topics.get(name) !== topic) return;
      this.topics.delete(name);
      if (!this.isAsleep(topic)) this.sendFrame({ type: 'unsubscribe', topic: name });
    };
  }

  /** Ask now instead of after the back-off: the person did, the network came back, or the tab woke up. */
  retryNow(): void {
    if (this.running && this.status.state !== 'live' && this.status.state !== 'connecting') this.reconnect();
  }

  /** The tab became visible or went online: a socket that was silent too long is not to be trusted. */
  wake(): void {
    if (!this.running) return;
    if (!this.opened) this.retryNow();
    else if (this.env.now() - this.lastFrameAt > HEARTBEAT_MS + 5_000) this.reconnect();
  }

  /** The machine slept: whatever is at the other end of the socket may have gone long ago. */
  slept(): void {
    if (this.running) this.reconnect();
  }

  /** The tab was hidden or is looked at again. */
  visibilityChanged(): void {
    const hidden = this.env.isHidden();
    if (hidden === this.hidden) return;
    this.hidden = hidden;
    for (const topic of this.topics.values()) {
      if (!topic.options.visibleOnly) continue;
      if (hidden) this.sendFrame({ type: 'unsubscribe', topic: topic.name });
      else this.sendSubscribe(topic);
    }
    if (!hidden) this.wake();
  }

  wentOffline(): void {
    if (!this.running) return;
    this.stopPolling();
    this.dropSocket();
    this.setTimer(undefined, 0);
    this.setStatus({ state: 'offline' });
  }

  private reconnect(): void {
    this.dropSocket();
    // Until a socket opens nobody knows how old the page is.
    if (!this.polling) this.setStatus({ state: 'reconnecting', retryAt: this.env.now(), staleSince: this.staleSince });
    this.connect();
  }

  private connect(): void {
    if (!this.running) return;
    if (!this.env.isOnline()) {
      this.setTimer(undefined, 0);
      this.setStatus({ state: 'offline' });
      return;
    }
    const round = ++this.connectRound;
    if (this.status.state !== 'reconnecting' && !this.polling) this.setStatus({ state: 'connecting' });
    // A network that swallows everything answers neither yes nor no.
    this.setTimer(() => {
      this.dropSocket();
      this.refused++;
      this.retryLater();
    }, CONNECT_MS);
    const fresh = this.wantsFreshToken;
    this.wantsFreshToken = false;
    this.env.token(fresh).then(
      (token) => {
        if (!this.running || round !== this.connectRound) return;
        if (token) this.open(token);
        else this.retryLater();
      },
      () => {
        if (this.running && round === this.connectRound) this.retryLater();
      },
    );
  }

  private open(token: string): void {
    let socket: Socket;
    try {
      socket = this.env.createSocket(['signalbox.v1', `bearer.${token}`]);
    } catch {
      this.retryLater();
      return;
    }
    this.socket = socket;
    socket.onopen = () => {
      if (socket !== this.socket) return;
      this.opened = true;
      this.refused = 0;
      this.stopPolling();
      this.heard();
      for (const topic of this.topics.values()) this.sendSubscribe(topic);
    };
    socket.onmessage = (event) => {
      if (socket !== this.socket || typeof event.data !== 'string') return;
      this.heard();
      this.failures = 0;
      this.take(event.data);
    };
    socket.onclose = (event) => {
      if (socket !== this.socket) return;
      const wasOpen = this.opened;
      if (!wasOpen) this.refused++;
      this.socket = undefined;
      this.opened = false;
      if (event.code === TOKEN_ENDED) {
        this.wantsFreshToken = true;
        if (this.failures++ === 0) {
          this.connect();
          return;
        }
      } else if (!wasOpen && this.failures === 1) {
        // A refused upgrade looks like any failed one; a token that the server no longer takes is one cause.
        this.wantsFreshToken = true;
      }
      this.retryLater();
    };
  }

  private retryLater(): void {
    if (!this.env.isOnline()) {
      this.setStatus({ state: 'offline' });
      return;
    }
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(this.failures, 10));
    this.failures++;
    const delay = ceiling * (0.5 + 0.5 * this.env.random());
    this.setTimer(() => this.connect(), delay);
    if (this.polling) return;
    this.setStatus({ state: 'reconnecting', retryAt: this.env.now() + delay, staleSince: this.staleSince });
    if (this.refused >= REFUSED_MEANS_BLOCKED && this.pollTimer === undefined) this.poll();
  }

  /** Sockets may be blocked where requests are not: then everything is read again and again until a socket opens. */
  private poll(): void {
    const again = this.env.setTimer(() => this.poll(), POLL_MS);
    this.pollTimer = again;
    this.env.probe().then(
      (answered) => {
        if (this.pollTimer !== again) return;
        if (!answered) {
          this.pollFailed();
          return;
        }
        this.polling = true;
        if (this.status.state !== 'polling') this.setStatus({ state: 'polling' });
        for (const topic of this.topics.values()) {
          if (this.isAsleep(topic)) continue;
          for (const handler of topic.handlers) handler.onGap?.('polling');
        }
      },
      () => {
        if (this.pollTimer === again) this.pollFailed();
      },
    );
  }

  private pollFailed(): void {
    const wasPolling = this.polling;
    this.stopPolling();
    if (wasPolling && !this.opened) this.reconnect();
  }

  private stopPolling(): void {
    this.polling = false;
    if (this.pollTimer !== undefined) this.env.clearTimer(this.pollTimer);
    this.pollTimer = undefined;
  }

  private heard(): void {
    this.lastFrameAt = this.env.now();
    this.staleSince = undefined;
    if (this.status.state !== 'live') this.setStatus({ state: 'live' });
    this.setTimer(() => this.becomeStale(), STALE_AFTER_MS);
  }

  private becomeStale(): void {
    this.staleSince = this.lastFrameAt;
    this.setStatus({ state: 'stale', since: this.lastFrameAt });
    this.setTimer(() => {
      this.dropSocket();
      this.retryLater();
    }, DROP_AFTER_MS - STALE_AFTER_MS);
  }

  private dropSocket(): void {
    const socket = this.socket;
    this.socket = undefined;
    this.opened = false;
    this.connectRound++;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close(1000);
  }

  private sendFrame(frame: object): void {
    if (this.opened) this.socket?.send(JSON.stringify(frame));
  }

  private isAsleep(topic: Topic): boolean {
    return this.hidden && topic.options.visibleOnly === true;
  }

  private sendSubscribe(topic: Topic): void {
    if (this.isAsleep(topic)) return;
    topic.consumed = 0;
    const frame = { type: 'subscribe', topic: topic.name, credit: CREDIT };
    this.sendFrame(topic.cursor === undefined ? frame : { ...frame, after: topic.cursor });
    if (!this.opened || topic.cursor === undefined || topic.heardAt === undefined) return;
    const away = this.env.now() - topic.heardAt;
    for (const handler of topic.handlers) handler.onResume?.(away);
  }

  private take(text: string): void {
    const frame = parseFrame(text);
    if (!frame || frame.type === 'heartbeat') return;
    const topic = typeof frame.topic === 'string' ? this.topics.get(frame.topic) : undefined;
    if (!topic) return;
    switch (frame.type) {
      case 'snapshot':
        this.moveTo(topic, String(frame.cursor));
        for (const handler of topic.handlers) handler.onSnapshot?.(frame.state);
        break;
      case 'batch':
        this.takeBatch(topic, String(frame.from), String(frame.to), Array.isArray(frame.items) ? frame.items : []);
        break;
      case 'gap':
        this.moveTo(topic, String(frame.to));
        for (const handler of topic.handlers) handler.onGap?.(String(frame.reason));
        break;
      case 'error':
        this.takeError(topic, String(frame.code), String(frame.detail));
        break;
    }
  }

  private takeBatch(topic: Topic, from: string, to: string, items: readonly unknown[]): void {
    topic.consumed++;
    if (topic.cursor === undefined || from === topic.cursor) {
      this.moveTo(topic, to);
      for (const handler of topic.handlers) handler.onBatch(items);
    } else if (!topic.resyncing && to !== topic.cursor && !topic.passed.includes(to)) {
      // A hole: something between our cursor and this batch is missing. Ask again from where we are.
      topic.resyncing = true;
      this.sendFrame({ type: 'unsubscribe', topic: topic.name });
      this.sendSubscribe(topic);
      return;
    }
    this.giveCredit(topic);
  }

  private takeError(topic: Topic, code: string, detail: string): void {
    if (code === 'stream.bad_cursor' && topic.cursor !== undefined) {
      topic.cursor = undefined;
      topic.passed = [];
      for (const handler of topic.handlers) handler.onGap?.(detail);
      this.sendSubscribe(topic);
      return;
    }
    for (const handler of topic.handlers) handler.onError?.(code, detail);
  }

  private moveTo(topic: Topic, cursor: string): void {
    if (topic.cursor !== undefined) topic.passed.push(topic.cursor);
    if (topic.passed.length > REMEMBERED_CURSORS) topic.passed.shift();
    topic.cursor = cursor;
    topic.heardAt = this.env.now();
    topic.resyncing = false;
  }

  private giveCredit(topic: Topic): void {
    if (topic.consumed < CREDIT_STEP) return;
    this.sendFrame({ type: 'credit', topic: topic.name, n: topic.consumed });
    topic.consumed = 0;
  }

  private setTimer(callback: (() => void) | undefined, millis: number): void {
    if (this.timer !== undefined) this.env.clearTimer(this.timer);
    this.timer = callback ? this.env.setTimer(callback, millis) : undefined;
  }

  private setStatus(status: Connection): void {
    this.status = status;
    for (const watcher of this.watchers) watcher();
  }
}

function parseFrame(text: string): Record<string, unknown> | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null ? (frame as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
