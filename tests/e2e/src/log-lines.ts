/** A program without a run that writes log lines: GELF over UDP to the port of the backend, as `contracts/log-datagram.md` has it. */
import { createSocket } from "node:dgram";
import { expectCall, until, url } from "./api.ts";

const { port } = new URL(url);
const TICK_MS = 10;

/** Syslog severities. */
const severity = { error: 3, warning: 4, info: 6, debug: 7 };

export interface LogEntry {
  text: string;
  level?: keyof typeof severity;
  stream?: "log" | "stdout" | "stderr";
}

interface Source {
  id: string;
  name: string;
  lines: number;
}

interface Summary {
  attempts: { stored: number }[];
}

let counter = 0;

export class LogWriter {
  readonly host = `e2e-${Date.now().toString(36)}-${counter++}`;
  private readonly socket = createSocket("udp4");
  private sent = 0;
  private beating: ReturnType<typeof setInterval> | undefined;

  private send(entry: LogEntry): void {
    this.sent++;
    const message = {
      version: "1.1",
      host: this.host,
      short_message: entry.text,
      timestamp: Date.now() / 1000,
      level: severity[entry.level ?? "info"],
      _stream: entry.stream ?? "log",
      _logger: "generator",
    };
    this.socket.send(JSON.stringify(message), Number(port), "127.0.0.1");
  }

  /** Sends the lines at a pace that no receive buffer overflows at, and waits until they are stored. */
  async write(entries: readonly LogEntry[]): Promise<void> {
    const wanted = this.sent + entries.length;
    for (let at = 0; at < entries.length; at += 50) {
      for (const entry of entries.slice(at, at + 50)) this.send(entry);
      await new Promise((wake) => setTimeout(wake, TICK_MS));
    }
    await this.stored(wanted);
  }

  /** From now on so many lines a second, until `end`. */
  start(perSecond: number, entry: (number: number) => LogEntry): void {
    const began = Date.now();
    let made = 0;
    this.beating = setInterval(() => {
      const due = Math.floor(((Date.now() - began) * perSecond) / 1000);
      for (; made < due; made++) this.send(entry(made + 1));
    }, TICK_MS);
  }

  end(): void {
    clearInterval(this.beating);
    this.beating = undefined;
  }

  close(): void {
    this.end();
    this.socket.close();
  }

  async source(): Promise<string> {
    const found = await until(
      `a source ${this.host}`,
      () => expectCall<{ items: Source[] }>(200, "GET", "/log-sources?limit=200"),
      (list) => list.items.some((one) => one.name === this.host),
    );
    return found.items.find((one) => one.name === this.host)?.id ?? "";
  }

  private async stored(count: number): Promise<void> {
    const source = await this.source();
    await until(
      `${count} lines of ${this.host}`,
      () => expectCall<Summary>(200, "GET", `/log-sources/${source}/log/summary`),
      (summary) => (summary.attempts.at(-1)?.stored ?? 0) >= count,
      60_000,
    );
  }
}
