// A server as one writes it with ws or socket.io: each line that comes in over UDP goes to every socket.
//   node peer.mjs ws|socket.io
import dgram from "node:dgram";
import http from "node:http";
import { Server } from "socket.io";
import { WebSocketServer } from "ws";

const [kind] = process.argv.slice(2);
const server = http.createServer();
let send;
if (kind === "ws") {
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  send = (line) => {
    const text = JSON.stringify(line);
    for (const socket of sockets.clients) socket.send(text);
  };
} else {
  const io = new Server(server, { transports: ["websocket"], perMessageDeflate: false });
  send = (line) => io.emit("line", line);
}
const udp = dgram.createSocket({ type: "udp4", recvBufferSize: 4 << 20 });
udp.on("message", (datagram) => send(JSON.parse(datagram)));
udp.bind(0, "127.0.0.1", () =>
  server.listen(0, "127.0.0.1", () =>
    process.send({ udp: udp.address().port, tcp: server.address().port }),
  ),
);
process.on("disconnect", () => process.exit());
