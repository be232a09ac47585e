/**
 * A live stream that says what a test says. The page, its requests and their answers are real; only the socket is not the server's, so
 * that a state that is rare, or over in a moment, can be told and looked at.
 */
import type { Page, WebSocketRoute } from "playwright-core";
import { until } from "./api.ts";

const BEAT_MS = 10_000;

export class ScriptedStream {
  /** The topics that each socket follows, with the cursor that it has reached. */
  private readonly sockets = new Map<WebSocketRoute, Map<string, number>>();
  private readonly beating: ReturnType<typeof setInterval>;

  private constructor() {
    this.beating = setInterval(() => {
      const beat = JSON.stringify({ type: "heartbeat", time: new Date().toISOString() });
      for (const socket of this.sockets.keys()) socket.send(beat);
    }, BEAT_MS);
  }

  /** Takes the place of the server's stream on a page, before its first address is opened. */
  static async on(page: Page): Promise<ScriptedStream> {
    const stream = new ScriptedStream();
    await page.routeWebSocket(/\/api\/v1\/stream/, (socket) => stream.take(socket));
    return stream;
  }

  /** Waits until the page follows the topic, and tells it something. */
  async tell(topic: string, item: object): Promise<void> {
    await until(
      `the page follows ${topic}`,
      async () => [...this.sockets.values()].filter((topics) => topics.has(topic)).length,
      (sockets) => sockets > 0,
    );
    for (const [socket, topics] of this.sockets) {
      const at = topics.get(topic);
      if (at === undefined) continue;
      topics.set(topic, at + 1);
      socket.send(JSON.stringify({ type: "batch", topic, from: String(at), to: String(at + 1), items: [item] }));
    }
  }

  close(): void {
    clearInterval(this.beating);
  }

  private take(socket: WebSocketRoute): void {
    const topics = new Map<string, number>();
    this.sockets.set(socket, topics);
    socket.onClose(() => this.sockets.delete(socket));
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text)) as { type: string; topic: string; after?: string };
      if (frame.type === "subscribe") topics.set(frame.topic, Number(frame.after ?? 0));
      if (frame.type === "unsubscribe") topics.delete(frame.topic);
    });
  }
}
