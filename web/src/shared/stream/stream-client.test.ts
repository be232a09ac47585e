import { describe, expect, it } from 'vitest';
import { type Socket, StreamClient, type TopicHandler } from './stream-client';

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;
  readonly protocols: string[];
  constructor(protocols: string[]) {
    this.protocols = protocols;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  receive(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  batch(topic: string, from: string, to: string, ...items: unknown[]): void {
    this.receive({ type: 'batch', topic, from, to, items });
  }
  ofType(type: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

/** A world in which time passes only when it is told to. */
class World {
  readonly sockets: FakeSocket[] = [];
  readonly tokensAsked: boolean[] = [];
  readonly delays: number[] = [];
  time = 1_000_000;
  chance = 1;
  online = true;
  hidden = false;
  private timers = new Map<number, { at: number; callback: () => void }>();
  private nextTimer = 1;

  readonly client = new StreamClient({
    createSocket: (protocols) => {
      const socket = new FakeSocket(protocols);
      this.sockets.push(socket);
      return socket;
    },
    token: async (fresh) => {
      this.tokensAsked.push(fresh);
      return 'abc';
    },
    now: () => this.time,
    random: () => this.chance,
    setTimer: (callback, millis) => {
      this.delays.push(millis);
      this.timers.set(this.nextTimer, { at: this.time + millis, callback });
      return this.nextTimer++;
    },
    clearTimer: (timer) => this.timers.delete(timer),
    isOnline: () => this.online,
    isHidden: () => this.hidden,
  });

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket yet');
    return socket;
  }

  async open(): Promise<void> {
    await Promise.resolve();
    await Promise.resolve();
    this.socket.onopen?.();
  }

  async start(): Promise<void> {
    this.client.start();
    await this.open();
  }

  async pass(millis: number): Promise<void> {
    const until = this.time + millis;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = due[1].at;
      due[1].callback();
      await Promise.resolve();
      await Promise.resolve();
    }
    this.time = until;
  }
}

function recorder() {
  const items: unknown[] = [];
  const snapshots: unknown[] = [];
  const gaps: string[] = [];
  const errors: string[] = [];
  const handler: TopicHandler = {
    onSnapshot: (state) => snapshots.push(state),
    onBatch: (batch) => items.push(...batch),
    onGap: (reason) => gaps.push(reason),
    onError: (code) => errors.push(code),
  };
  return { items, snapshots, gaps, errors, handler };
}

describe('StreamClient', () => {
  it('offers the protocol and the token when it connects', async () => {
    const world = new World();
    await world.start();
    expect(world.socket.protocols).toEqual(['signalbox.v1', 'bearer.abc']);
    expect(world.client.connection.state).toBe('live');
  });

  it('delivers the snapshot, then the batches after it, in order', async () => {
    const world = new World();
    await world.start();
    const seen = recorder();
    world.client.subscribe('run:1', seen.handler);
    expect(world.socket.sent).toEqual([{ type: 'subscribe', topic: 'run:1', credit: 8 }]);
    world.socket.receive({ type: 'snapshot', topic: 'run:1', cursor: '10', state: { a: 1 } });
    world.socket.batch('run:1', '10', '11', 'x');
    world.socket.batch('run:1', '11', '12', 'y');
    expect(seen.snapshots).toEqual([{ a: 1 }]);
    expect(seen.items).toEqual(['x', 'y']);
  });

  it('drops a batch that comes twice', async () => {
    const world = new World();
    await world.start();
    const seen = recorder();
    world.client.subscribe('t', seen.handler, { after: '0' });
    world.socket.batch('t', '0', '1', 'a');
    world.socket.batch('t', '0', '1', 'a');
    world.socket.batch('t', '1', '2', 'b');
    world.socket.batch('t', '0', '1', 'a');
    expect(seen.items).toEqual(['a', 'b']);
    expect(world.socket.ofType('subscribe')).toHaveLength(1);
  });

  it('asks again from its cursor when a batch is missing, and misses nothing', async () => {
    const world = new World();
    await world.start();
    const seen = recorder();
    world.client.subscribe('t', seen.handler, { after: '0' });
    world.socket.batch('t', '0', '1', 'a');
    world.socket.batch('t', '2', '3', 'c');
    expect(world.socket.ofType('subscribe').at(-1)).toEqual({ type: 'subscribe', topic: 't', credit: 8, after: '1' });
    // What was on its way of the old subscription is passed over.
    world.socket.batch('t', '3', '4', 'd');
    world.socket.batch('t', '1', '4', 'b', 'c', 'd');
    expect(seen.items).toEqual(['a', 'b', 'c', 'd']);
    expect(world.socket.ofType('subscribe')).toHaveLength(2);
  });

  it('resumes every topic after its cursor on a new socket', async () => {
    const world = new World();
    await world.start();
    const seen = recorder();
    world.client.subscribe('t', seen.handler);
    world.socket.receive({ type: 'snapshot', topic: 't', cursor: '5', state: {} });
    world.socket.batch('t', '5', '7', 'a');
    world.socket.onclose?.({ code: 1006 });
    await world.pass(1000);
    await world.open();
    expect(world.sockets).toHaveLength(2);
    expect(world.socket.sent).toEqual([{ type: 'subscribe', topic: 't', credit: 8, after: '7' }]);
    world.socket.batch('t', '7', '8', 'b');
    expect(seen.items).toEqual(['a', 'b']);
    expect(seen.snapshots).toHaveLength(1);
  });

  it('tells of a gap and goes on after it', async () => {
    const world = new World();
    await world.start();
    const seen = recorder();
    world.client.subscribe('t', seen.handler, { after: '3' });
    world.socket.receive({ type: 'gap', topic: 't', from: '3', to: '90', reason: 'retention' });
    world.socket.batch('t', '90', '91', 'z');
    expect(seen.gaps).toEqual(['retention']);
    expect(seen.items).toEqual(['z']);
  });

  it('starts anew when the server does not know the cursor', async () => {
    const world = new World();
    await world.start();
    const seen = recorder();
    world.client.subscribe('t', seen.handler, { after: 'old' });
    world.socket.receive({ type: 'error', topic: 't', code: 'stream.bad_cursor', detail: 'gone' });
    expect(seen.gaps).toEqual(['gone']);
    expect(world.socket.ofType('subscribe').at(-1)).toEqual({ type: 'subscribe', topic: 't', credit: 8 });
  });

  it('passes other errors to the topic', async () => {
    const world = new World();
    await world.start();
    const seen = recorder();
    world.client.subscribe('t', seen.handler);
    world.socket.receive({ type: 'error', topic: 't', code: 'run.not_found', detail: 'none' });
    expect(seen.errors).toEqual(['run.not_found']);
  });

  it('gives credit back for what it has taken', async () => {
    const world = new World();
    await world.start();
    world.client.subscribe('t', recorder().handler, { after: '0' });
    for (let at = 0; at < 8; at++) world.socket.batch('t', String(at), String(at + 1), at);
    expect(world.socket.ofType('credit')).toEqual([
      { type: 'credit', topic: 't', n: 4 },
      { type: 'credit', topic: 't', n: 4 },
    ]);
  });

  it('gives no credit for a hidden chart until it is looked at', async () => {
    const world = new World();
    await world.start();
    world.client.subscribe('t', recorder().handler, { after: '0', visibleOnly: true });
    world.hidden = true;
    for (let at = 0; at < 6; at++) world.socket.batch('t', String(at), String(at + 1), at);
    expect(world.socket.ofType('credit')).toEqual([]);
    world.hidden = false;
    world.client.wake();
    expect(world.socket.ofType('credit')).toEqual([{ type: 'credit', topic: 't', n: 6 }]);
  });

  it('backs off from half a second to thirty, with jitter', async () => {
    const world = new World();
    world.client.start();
    await world.pass(0);
    const waits: number[] = [];
    for (let round = 0; round < 9; round++) {
      world.socket.onclose?.({ code: 1006 });
      const { connection } = world.client;
      if (connection.state !== 'reconnecting') throw new Error(connection.state);
      waits.push(connection.retryAt - world.time);
      await world.pass(connection.retryAt - world.time);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
    world.chance = 0;
    world.socket.onclose?.({ code: 1006 });
    const { connection } = world.client;
    expect(connection.state === 'reconnecting' && connection.retryAt - world.time).toBe(15000);
  });

  it('starts with the shortest wait again once the server has spoken', async () => {
    const world = new World();
    await world.start();
    world.socket.onclose?.({ code: 1006 });
    await world.pass(500);
    world.socket.onclose?.({ code: 1006 });
    await world.pass(1000);
    await world.open();
    world.socket.receive({ type: 'heartbeat', time: '' });
    world.socket.onclose?.({ code: 1006 });
    const { connection } = world.client;
    expect(connection.state === 'reconnecting' && connection.retryAt - world.time).toBe(500);
  });

  it('is stale after two missed heartbeats, and then tries a new socket', async () => {
    const world = new World();
    await world.start();
    const silentSince = world.time;
    await world.pass(30_000);
    expect(world.client.connection.state).toBe('live');
    await world.pass(1_500);
    expect(world.client.connection).toEqual({ state: 'stale', since: silentSince });
    await world.pass(15_000);
    expect(world.sockets[0]?.closed).toBe(true);
    expect(world.sockets.length).toBeGreaterThan(1);
  });

  it('is live again with the next frame after it was stale', async () => {
    const world = new World();
    await world.start();
    await world.pass(32_000);
    world.socket.receive({ type: 'heartbeat', time: '' });
    expect(world.client.connection.state).toBe('live');
  });

  it('comes back at once with a fresh token when the old one has ended', async () => {
    const world = new World();
    await world.start();
    world.socket.receive({ type: 'heartbeat', time: '' });
    world.socket.onclose?.({ code: 4401 });
    await world.open();
    expect(world.tokensAsked).toEqual([false, true]);
    expect(world.client.connection.state).toBe('live');
  });

  it('waits for the network, and comes back with it', async () => {
    const world = new World();
    await world.start();
    world.online = false;
    world.client.wentOffline();
    expect(world.client.connection.state).toBe('offline');
    world.online = true;
    world.client.wake();
    await world.open();
    expect(world.client.connection.state).toBe('live');
  });

  it('does not trust a socket that was silent through a sleep', async () => {
    const world = new World();
    await world.start();
    world.time += 3_600_000;
    world.client.wake();
    await world.open();
    expect(world.sockets).toHaveLength(2);
  });

  it('unsubscribes when the last handler leaves', async () => {
    const world = new World();
    await world.start();
    const off = world.client.subscribe('t', recorder().handler);
    off();
    expect(world.socket.sent.at(-1)).toEqual({ type: 'unsubscribe', topic: 't' });
  });

  it('lets a second handler see the same beginning', async () => {
    const world = new World();
    await world.start();
    const first = recorder();
    const second = recorder();
    world.client.subscribe('t', first.handler);
    world.socket.receive({ type: 'snapshot', topic: 't', cursor: '1', state: 's' });
    world.client.subscribe('t', second.handler);
    world.socket.receive({ type: 'snapshot', topic: 't', cursor: '4', state: 's2' });
    expect(second.snapshots).toEqual(['s2']);
    expect(first.snapshots).toEqual(['s', 's2']);
  });
});
