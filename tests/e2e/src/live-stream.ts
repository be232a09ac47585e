/**
 * One topic of the live stream as a program follows it, without a browser: `contracts/stream.md` over a WebSocket (RFC 6455) made by
 * hand, because this version of Node has none.
 */
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import type { Duplex } from "node:stream";
import { accessToken, url } from "./api.ts";

export interface Frame {
  type: string;
  topic?: string;
  from?: string;
  to?: string;
  cursor?: string;
  state?: unknown;
  items?: unknown[];
  code?: string;
  detail?: string;
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

export class LiveStream {
  /** Everything that the server said of the topic, in its order. */
  readonly frames: Frame[] = [];
  private readonly socket: Duplex;
  private readonly topic: string;
  private buffer: Buffer = Buffer.alloc(0);
  /** The parts of a text that is not complete yet. */
  private parts: Buffer[] = [];

  private constructor(socket: Duplex, topic: string) {
    this.socket = socket;
    this.topic = topic;
    socket.on("data", (part: Buffer) => this.take(part));
    // A test that has ended closes without waiting for the server.
    socket.on("error", () => socket.destroy());
  }

  /** Everything after the cursor, then the tail. */
  static async follow(topic: string, after: string): Promise<LiveStream> {
    const token = await accessToken();
    const socket = await new Promise<Duplex>((resolve, reject) => {
      const asked = request(`${url}/api/v1/stream`, {
        headers: {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": randomBytes(16).toString("base64"),
          "sec-websocket-protocol": `signalbox.v1, bearer.${token}`,
        },
      });
      asked.on("upgrade", (_, upgraded, head) => {
        if (head.length > 0) upgraded.unshift(head);
        resolve(upgraded);
      });
      asked.on("response", (answer) => reject(new Error(`the stream answered ${answer.statusCode}`)));
      asked.on("error", reject);
      asked.end();
    });
    const stream = new LiveStream(socket, topic);
    stream.say({ type: "subscribe", topic, after, credit: 64 });
    return stream;
  }

  /** What all batches so far held. */
  items(): unknown[] {
    return this.frames.flatMap((frame) => frame.items ?? []);
  }

  close(): void {
    this.socket.destroy();
  }

  private say(frame: object): void {
    this.send(TEXT, Buffer.from(JSON.stringify(frame)));
  }

  /** Whoever is no server masks what he sends. */
  private send(opcode: number, content: Buffer): void {
    const mask = randomBytes(4);
    const head =
      content.length < 126
        ? Buffer.from([0x80 | opcode, 0x80 | content.length])
        : Buffer.from([0x80 | opcode, 0x80 | 126, content.length >> 8, content.length & 0xff]);
    const masked = Buffer.from(content.map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
    this.socket.write(Buffer.concat([head, mask, masked]));
  }

  private take(part: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, part]);
    for (let next = messageIn(this.buffer); next; next = messageIn(this.buffer)) {
      this.buffer = this.buffer.subarray(next.bytes);
      if (next.opcode === PING) this.send(PONG, next.content);
      else if (next.opcode === CLOSE) this.socket.end();
      else if (next.opcode !== PONG) {
        this.parts.push(next.content);
        if (!next.isLast) continue;
        const text = Buffer.concat(this.parts).toString();
        this.parts = [];
        this.hear(JSON.parse(text) as Frame);
      }
    }
  }

  private hear(frame: Frame): void {
    if (frame.topic !== this.topic) return;
    this.frames.push(frame);
    if (frame.type === "batch") this.say({ type: "credit", topic: this.topic, n: 1 });
  }
}

interface Message {
  opcode: number;
  isLast: boolean;
  content: Buffer;
  /** How many bytes it takes with its head. */
  bytes: number;
}

/** The first message of the bytes; undefined while it is not all there. */
function messageIn(buffer: Buffer): Message | undefined {
  if (buffer.length < 2) return undefined;
  const [first = 0, second = 0] = buffer;
  const short = second & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (buffer.length < head) return undefined;
  const length = short === 126 ? buffer.readUInt16BE(2) : short === 127 ? Number(buffer.readBigUInt64BE(2)) : short;
  if (buffer.length < head + length) return undefined;
  return {
    opcode: first & 0x0f,
    isLast: (first & 0x80) !== 0,
    content: buffer.subarray(head, head + length),
    bytes: head + length,
  };
}
