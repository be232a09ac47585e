/**
 * A network that can be broken: a TCP proxy between the browser and the backend. It can cut everything off, freeze without closing
 * anything, delay, and refuse to let sockets upgrade while requests pass.
 */
import { connect, createServer, type Server, type Socket } from "node:net";
import { url } from "./api.ts";

const target = new URL(url);

type Mode =
  /** Everything passes. */
  | "open"
  /** Nothing passes, and whoever asks is refused. */
  | "cut"
  /** Nothing passes, but connections stay, and new ones are taken: a cable that was pulled out. */
  | "frozen";

interface Link {
  client: Socket;
  server: Socket | undefined;
  isStream: boolean;
}

export class Network {
  /** When the browser asked for a live stream, in milliseconds. */
  readonly attempts: number[] = [];
  private mode: Mode = "open";
  private upgrades = true;
  private delayMillis = 0;
  private rewriting: ((text: string) => string) | undefined;
  private readonly links = new Set<Link>();
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
    server.on("connection", (client) => this.take(client));
  }

  static async open(): Promise<Network> {
    const server = createServer();
    const network = new Network(server);
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return network;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  /** As if the server had gone: connections end, new ones are refused. */
  cut(): void {
    this.mode = "cut";
    this.dropAll();
  }

  freeze(): void {
    this.mode = "frozen";
  }

  /** Everything passes again. What was held back while frozen is lost: those connections are dead. */
  restore(): void {
    const wasFrozen = this.mode === "frozen";
    this.mode = "open";
    if (wasFrozen) this.dropAll();
  }

  /** Everything passes again, but for what the connections of before would still have to say: they stay silent for ever. */
  restoreForNewOnly(): void {
    this.mode = "open";
    for (const link of this.links) {
      link.client.removeAllListeners("data").resume();
      link.server?.removeAllListeners("data").resume();
    }
  }

  allowUpgrades(allowed: boolean): void {
    this.upgrades = allowed;
    if (!allowed) this.closeStreams();
  }

  delay(millis: number): void {
    this.delayMillis = millis;
  }

  /** Changes what browsers say on live streams that open from now on; undefined: nothing. */
  rewrite(change: ((text: string) => string) | undefined): void {
    this.rewriting = change;
  }

  /** The server closes the live streams. */
  closeStreams(): void {
    for (const link of [...this.links]) if (link.isStream) this.end(link);
  }

  async close(): Promise<void> {
    this.dropAll();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private dropAll(): void {
    for (const link of [...this.links]) this.end(link);
  }

  private end(link: Link): void {
    this.links.delete(link);
    link.client.destroy();
    link.server?.destroy();
  }

  private take(client: Socket): void {
    const link: Link = { client, server: undefined, isStream: false };
    this.links.add(link);
    client.on("error", () => this.end(link));
    client.on("close", () => this.end(link));
    if (this.mode === "cut") {
      this.end(link);
      return;
    }
    client.once("data", (first) => this.begin(link, first));
  }

  private begin(link: Link, first: Buffer): void {
    link.isStream = /^GET \S*\/stream[ ?]/.test(first.subarray(0, 200).toString("latin1"));
    if (link.isStream) this.attempts.push(Date.now());
    if (link.isStream && !this.upgrades && this.mode === "open") {
      link.client.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    const server = connect(Number(target.port), target.hostname);
    link.server = server;
    server.on("error", () => this.end(link));
    server.on("close", () => this.end(link));
    const frames = link.isStream && this.rewriting ? new ClientFrames(this.rewriting) : undefined;
    this.pass(server, frames ? withoutCompression(first) : first);
    link.client.on("data", (chunk) => this.pass(server, frames ? frames.take(chunk) : chunk));
    server.on("data", (chunk) => this.pass(link.client, chunk));
  }

  private pass(to: Socket, chunk: Buffer): void {
    if (this.mode !== "open") return;
    if (this.delayMillis === 0) to.write(chunk);
    else setTimeout(() => to.destroyed || to.write(chunk), this.delayMillis);
  }
}

/** The request for a stream whose frames can be read on their way. */
function withoutCompression(request: Buffer): Buffer {
  return Buffer.from(request.toString("latin1").replace(/^Sec-WebSocket-Extensions:.*\r\n/im, ""), "latin1");
}

/** Reads the frames of a browser, which are masked, and writes their texts anew. */
class ClientFrames {
  private rest: Buffer = Buffer.alloc(0);
  private readonly change: (text: string) => string;

  constructor(change: (text: string) => string) {
    this.change = change;
  }

  take(chunk: Buffer): Buffer {
    this.rest = Buffer.concat([this.rest, chunk]);
    const out: Buffer[] = [];
    for (let frame = this.next(); frame; frame = this.next()) out.push(frame);
    return Buffer.concat(out);
  }

  private next(): Buffer | undefined {
    const { rest } = this;
    if (rest.length < 2) return undefined;
    const short = (rest[1] ?? 0) & 0x7f;
    // The frames of the dashboard are short: none needs the length of eight bytes.
    const head = short === 126 ? 4 : 2;
    if (rest.length < head + 4) return undefined;
    const length = short === 126 ? rest.readUInt16BE(2) : short;
    const end = head + 4 + length;
    if (rest.length < end) return undefined;
    this.rest = rest.subarray(end);
    const opcode = (rest[0] ?? 0) & 0x0f;
    if (opcode !== 1) return rest.subarray(0, end);
    const mask = rest.subarray(head, head + 4);
    const plain = Buffer.from(rest.subarray(head + 4, end).map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
    const text = Buffer.from(this.change(plain.toString()));
    const header = Buffer.from([rest[0] ?? 0, 0x80 | 126, text.length >> 8, text.length & 0xff]);
    return Buffer.concat([header, mask, text.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
  }
}
