// Sends numbered lines at a steady rate; each carries the time at which it left.
//   node sender.mjs PORT RATE SECONDS
import dgram from "node:dgram";

const [port, rate, seconds] = process.argv.slice(2).map(Number);
const TICK_MS = 5;
const socket = dgram.createSocket("udp4");
const total = rate * seconds;
const begin = performance.now();
let sent = 0;
socket.connect(port, "127.0.0.1", () => {
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * rate));
    for (; sent < due; sent++) {
      const now = performance.timeOrigin + performance.now();
      socket.send(
        `{"version":"1.1","host":"bench","short_message":"line ${sent} sent ${now.toFixed(3)} epoch=13 step=${sent} loss=0.2140 lr=0.001",` +
          `"timestamp":${(now / 1000).toFixed(6)},"level":6}`,
      );
    }
    if (sent === total) {
      clearInterval(timer);
      setTimeout(() => process.exit(), 200);
    }
  }, TICK_MS);
});
