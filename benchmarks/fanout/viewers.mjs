// Opens many sockets and counts the lines that each of them gets. Told what to do by its parent:
//   {open: {kind, port, sockets, token?, topic?}} → "ready"; "count" → {lines, least, most, latencies}; "reset" → "ready"
import { io } from "socket.io-client";
import WebSocket from "ws";

/** So many sockets take the time of each line; the others only count, so that the viewers do not starve the server. */
const TIMED = 5;
const SENT = /sent (\d+\.\d+)/g;
let counts = [];
let latencies = [];
let closed = 0;

function timed(text) {
  const now = performance.timeOrigin + performance.now();
  for (const [, sent] of text.matchAll(SENT)) latencies.push(now - Number(sent));
}

const RANGE = /"from":"(\d+)[^"]*","to":"(\d+)/;

function signalbox({ port, token, topic }, index) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/stream`, ["signalbox.v1", `bearer.${token}`], {
    perMessageDeflate: false,
  });
  const more = JSON.stringify({ type: "credit", topic, n: 1 });
  socket.on("open", () => socket.send(JSON.stringify({ type: "subscribe", topic, credit: 64 })));
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => closed++);
    socket.on("message", (bytes) => {
      const text = bytes.toString("latin1");
      if (text.startsWith('{"type":"snapshot"')) resolve(socket);
      else if (text.startsWith('{"type":"error"')) reject(new Error(text));
      else if (text.startsWith('{"type":"batch"')) {
        socket.send(more);
        // Positions have no gaps: what lies between two cursors is the number of lines.
        const [, from, to] = RANGE.exec(text) ?? [];
        if (to !== undefined) counts[index] += Number(to) - Number(from);
        if (index < TIMED) timed(text);
      }
    });
  });
}

function plain({ port }, index) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("open", () => resolve(socket));
    socket.on("message", (bytes) => {
      counts[index]++;
      if (index < TIMED) timed(bytes.toString("latin1"));
    });
  });
}

function socketIo({ port }, index) {
  const socket = io(`http://127.0.0.1:${port}`, { transports: ["websocket"], forceNew: true, reconnection: false });
  return new Promise((resolve, reject) => {
    socket.on("connect_error", reject);
    socket.on("connect", () => resolve(socket));
    socket.on("line", (line) => {
      counts[index]++;
      if (index < TIMED) timed(line.short_message);
    });
  });
}

const kinds = { signalbox, ws: plain, "socket.io": socketIo };

process.on("message", async (message) => {
  if (message.open) {
    const { kind, sockets } = message.open;
    counts = new Array(sockets).fill(0);
    for (let at = 0; at < sockets; at += 50) {
      const some = Array.from({ length: Math.min(50, sockets - at) }, (_, i) => kinds[kind](message.open, at + i));
      await Promise.all(some);
    }
    process.send("ready");
  } else if (message === "reset") {
    counts.fill(0);
    latencies = [];
    process.send("ready");
  } else if (message === "count") {
    latencies.sort((a, b) => a - b);
    const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
    process.send({
      lines: counts.reduce((sum, one) => sum + one, 0),
      least: Math.min(...counts),
      most: Math.max(...counts),
      closed,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
    });
  }
});
process.on("disconnect", () => process.exit());
