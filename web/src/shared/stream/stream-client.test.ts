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
  answers = false;
  probes = 0;
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
    probe: async () => {
      this.probes++;
      return this.answers;
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

  it('says how long a topic was away when it goes on', async () => {
    const world = new World();
    await world.start();
    const away: number[] = [];
    world.client.subscribe('t', { onBatch: () => undefined, onResume: (millis) => away.push(millis) }, { after: '0' });
    world.socket.batch('t', '0', '1', 'a');
    expect(away).toEqual([]);
    world.socket.onclose?.({ code: 1006 });
    await world.pass(500);
    await world.open();
    expect(away).toEqual([500]);
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

  it('follows only what a status needs while the tab is hidden, and goes on from the cursor when it is looked at', async () => {
    const world = new World();
    await world.start();
    world.client.subscribe('run:1', recorder().handler);
    const seen = recorder();
    world.client.subscribe('run:1:log', seen.handler, { after: '0', visibleOnly: true });
    world.socket.batch('run:1:log', '0', '1', 'a');
    world.hidden = true;
    world.client.visibilityChanged();
    expect(world.socket.ofType('unsubscribe')).toEqual([{ type: 'unsubscribe', topic: 'run:1:log' }]);
    world.socket.onclose?.({ code: 1006 });
    await world.pass(1000);
    await world.open();
    expect(world.socket.ofType('subscribe').map((frame) => frame.topic)).toEqual(['run:1']);
    world.hidden = false;
    world.client.visibilityChanged();
    expect(world.socket.ofType('subscribe').at(-1)).toEqual({
      type: 'subscribe',
      topic: 'run:1:log',
      credit: 8,
      after: '1',
    });
    world.socket.batch('run:1:log', '1', '2', 'b');
    expect(seen.items).toEqual(['a', 'b']);
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

  it('gives up on a socket that neither opens nor closes', async () => {
    const world = new World();
    world.client.start();
    await world.pass(0);
    await world.pass(9_999);
    expect(world.client.connection.state).toBe('connecting');
    await world.pass(2);
    expect(world.client.connection.state).toBe('reconnecting');
    expect(world.sockets[0]?.closed).toBe(true);
  });

  it('connects anew at once after a sleep, however young the last frame is', async () => {
    const world = new World();
    await world.start();
    world.client.slept();
    await world.open();
    expect(world.sockets).toHaveLength(2);
    expect(world.client.connection.state).toBe('live');
  });

  it('has its topics read anew every five seconds where sockets are blocked and requests are not', async () => {
    const world = new World();
    world.answers = true;
    const seen = recorder();
    world.client.subscribe('run:1', seen.handler);
    world.client.start();
    await world.pass(0);
    const refuse = async () => {
      world.socket.onclose?.({ code: 1006 });
      await world.pass(0);
    };
    await refuse();
    expect(world.client.connection.state).toBe('reconnecting');
    await world.pass(500);
    await refuse();
    expect(world.client.connection.state).toBe('polling');
    expect(seen.gaps).toEqual(['polling']);
    await world.pass(1000);
    await refuse();
    await world.pass(9_000);
    expect(world.client.connection.state).toBe('polling');
    expect(seen.gaps).toHaveLength(3);
    // The sockets were tried meanwhile, and one gets through at last.
    expect(world.sockets.length).toBeGreaterThan(3);
    await world.open();
    expect(world.client.connection.state).toBe('live');
    await world.pass(20_000);
    expect(seen.gaps).toHaveLength(3);
  });

  it('does not call it live when requests fail as well', async () => {
    const world = new World();
    const seen = recorder();
    world.client.subscribe('run:1', seen.handler);
    world.client.start();
    for (let round = 0; round < 6; round++) {
      await world.pass(round === 0 ? 0 : 40_000);
      world.socket.onclose?.({ code: 1006 });
      await world.pass(0);
      expect(world.client.connection.state).toBe('reconnecting');
    }
    expect(world.probes).toBeGreaterThan(0);
    expect(seen.gaps).toEqual([]);
  });

  it('says so when requests stop getting through while it polls', async () => {
    const world = new World();
    world.answers = true;
    world.client.start();
    for (const wait of [0, 500]) {
      await world.pass(wait);
      world.socket.onclose?.({ code: 1006 });
      await world.pass(0);
    }
    expect(world.client.connection.state).toBe('polling');
    world.answers = false;
    await world.pass(5_000);
    expect(world.client.connection.state).not.toBe('polling');
  });

  it('13: ten tabs come back from a restart spread over more than five seconds', async () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    const backAt: number[] = [];
    for (let tab = 0; tab < 10; tab++) {
      const world = new World();
      await world.start();
      world.socket.receive({ type: 'heartbeat', time: '' });
      const stopped = world.time;
      world.socket.onclose?.({ code: 1001 });
      while (world.time - stopped < 12_000) {
        const { connection } = world.client;
        if (connection.state !== 'reconnecting') throw new Error(connection.state);
        world.chance = random();
        await world.pass(connection.retryAt - world.time);
        if (world.time - stopped < 12_000) world.socket.onclose?.({ code: 1006 });
      }
      backAt.push(world.time - stopped);
    }
    expect(Math.max(...backAt) - Math.min(...backAt)).toBeGreaterThan(5_000);
  });
});
