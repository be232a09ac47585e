// A viewer of one log that notes how long each line took from the sender to here.
//   node viewer.mjs PORT TOPIC; the token comes from the parent. "report" → {lines, p50, p95, p99}, and forgets.
import WebSocket from "ws";

const [port, topic] = process.argv.slice(2);
const SENT = / sent (\d+) /;
let latencies = [];
let lines = 0;

process.once("message", (token) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/stream`, ["signalbox.v1", `bearer.${token}`]);
  socket.on("open", () => socket.send(JSON.stringify({ type: "subscribe", topic, credit: 64 })));
  socket.on("message", (bytes) => {
    const now = Date.now();
    const frame = JSON.parse(bytes);
    if (frame.type === "snapshot") process.send("ready");
    if (frame.type === "error") throw new Error(bytes.toString());
    if (frame.type !== "batch") return;
    socket.send(JSON.stringify({ type: "credit", topic, n: 1 }));
    for (const item of frame.items) {
      if (item.type !== "lines") continue;
      for (const text of item.text) {
        const sent = SENT.exec(text);
        lines++;
        if (sent) latencies.push(now - Number(sent[1]));
      }
    }
  });
  process.on("message", () => {
    latencies.sort((a, b) => a - b);
    const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
    process.send({ lines, p50: at(0.5), p95: at(0.95), p99: at(0.99) });
    latencies = [];
    lines = 0;
  });
});
process.on("disconnect", () => process.exit());
