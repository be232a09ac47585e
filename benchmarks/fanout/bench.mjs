// Measures what it costs a server to bring log lines to many viewers: Signalbox, ws and socket.io in turn. See ../README.md.
import { fork, spawn } from "node:child_process";
import dgram from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Instance, until } from "../shared/instance.mjs";
import { cpuSeconds } from "../shared/process.mjs";
import { Progress } from "../shared/progress.mjs";

const { values: options } = parseArgs({
  options: {
    sockets: { type: "string", default: "50,200,1000" },
    rate: { type: "string", default: "3000" },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "2" },
    json: { type: "string", default: "" },
    keep: { type: "boolean", default: false },
  },
});
const SOCKETS = options.sockets.split(",").map(Number);
const RATE = Number(options.rate);
const SECONDS = Number(options.seconds);
const ROUNDS = Number(options.rounds);
const KINDS = ["signalbox", "ws", "socket.io"];
/** How often Signalbox sends a viewer a frame, in ms. */
const TICK_MS = 50;
const GOAL_RATIO = 8;
const GOAL_P99_MS = TICK_MS + 25;

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-fanout-"));
const instance = new Instance(folder, { service: false, environment: { SIGNALBOX_LOG_SOURCES: "127.0.0.0/8" } });
const progress = new Progress(SOCKETS.length * KINDS.length * ROUNDS * SECONDS);

function answerOf(child) {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`A process of the benchmark ended with ${code}`));
    child.once("exit", ended);
    child.once("message", (answer) => {
      child.off("exit", ended);
      resolve(answer);
    });
  });
}

function ask(child, message) {
  const answer = answerOf(child);
  child.send(message);
  return answer;
}

async function play(kind, sockets, source) {
  let server;
  let place;
  let pids;
  if (kind === "signalbox") {
    await instance.signIn();
    place = { port: instance.port, token: instance.token, topic: `source:${source}:log`, udp: instance.port };
    pids = { server: [instance.pid("backend")], store: instance.postgresPids() };
  } else {
    server = fork(join(here, "peer.mjs"), [kind]);
    const { udp, tcp } = await answerOf(server);
    place = { port: tcp, udp };
    pids = { server: [server.pid], store: [] };
  }
  const viewers = fork(join(here, "viewers.mjs"));
  await ask(viewers, { open: { kind, sockets, ...place } });
  await send(place.udp, 1);
  await sleep(500);
  await ask(viewers, "reset");
  const before = { server: cpuSeconds(pids.server), store: cpuSeconds(pids.store) };
  const begin = performance.now();
  await send(place.udp, SECONDS);
  // What is late may still come, but a server that is behind must not be waited for without end.
  const expected = RATE * SECONDS * sockets;
  let counted = await ask(viewers, "count");
  while (counted.lines < expected && performance.now() - begin < SECONDS * 2000) {
    await sleep(250);
    counted = await ask(viewers, "count");
  }
  const seconds = (performance.now() - begin) / 1000;
  const used = {
    server: cpuSeconds(pids.server) - before.server,
    store: cpuSeconds(pids.store) - before.store,
  };
  viewers.disconnect();
  server?.disconnect();
  await sleep(300);
  progress.add(SECONDS);
  return { ...counted, expected, seconds, used };
}

async function send(port, seconds) {
  const sender = spawn(process.execPath, [join(here, "sender.mjs"), port, RATE, seconds], { stdio: "inherit" });
  const code = await new Promise((resolve) => sender.once("exit", resolve));
  if (code !== 0) throw new Error(`The sender ended with ${code}`);
}

/** The first line makes the source. */
async function makeSource() {
  const socket = dgram.createSocket("udp4");
  const line = `{"version":"1.1","host":"bench","short_message":"first","timestamp":${(Date.now() / 1000).toFixed(6)},"level":6}`;
  let sources = [];
  await until("the source is known", 30_000, async () => {
    await new Promise((resolve) => socket.send(line, instance.port, "127.0.0.1", resolve));
    sources = (await instance.call("GET", "/log-sources")).items;
    return sources.length > 0;
  });
  socket.close();
  return sources[0].id;
}

function merge(rounds) {
  const sum = (pick) => rounds.reduce((total, round) => total + pick(round), 0);
  const worst = (pick) => Math.max(...rounds.map(pick));
  return {
    lines: sum((one) => one.lines),
    expected: sum((one) => one.expected),
    perCpuSecond: sum((one) => one.lines) / sum((one) => one.used.server),
    perCpuSecondWithStore: sum((one) => one.lines) / sum((one) => one.used.server + one.used.store),
    p50: worst((one) => one.p50),
    p99: worst((one) => one.p99),
    uneven: rounds.some((one) => one.least !== one.most),
    closed: sum((one) => one.closed),
  };
}

function report(results) {
  console.log(`${RATE} lines/s for ${SECONDS} s, ${ROUNDS} rounds, ${cpus().length} cores shared by server, viewers and sender`);
  console.log("deliveries per CPU-second of the server; worst p50 and p99 from the sender to a viewer, in ms");
  const met = [];
  for (const { sockets, ...kinds } of results) {
    console.log(`\n${sockets} viewers`);
    console.log(`${"".padEnd(34)}${"delivered".padStart(11)}${"per CPU-s".padStart(12)}${"p50".padStart(10)}${"p99".padStart(10)}`);
    const row = (title, one, perCpu = one.perCpuSecond) =>
      console.log(
        `${title.padEnd(34)}${`${((one.lines / one.expected) * 100).toFixed(1)} %`.padStart(11)}` +
          `${Math.round(perCpu).toLocaleString("en").padStart(12)}${one.p50.toFixed(1).padStart(10)}${one.p99.toFixed(1).padStart(10)}`,
      );
    row("Signalbox (backend)", kinds.signalbox);
    row("Signalbox (backend + PostgreSQL)", kinds.signalbox, kinds.signalbox.perCpuSecondWithStore);
    row("ws", kinds.ws);
    row("socket.io", kinds["socket.io"]);
    const ratio = kinds.signalbox.perCpuSecond / kinds["socket.io"].perCpuSecond;
    const withStore = kinds.signalbox.perCpuSecondWithStore / kinds["socket.io"].perCpuSecond;
    console.log(`Signalbox / socket.io: ${ratio.toFixed(1)}x (${withStore.toFixed(1)}x with its database)`);
    if (kinds.signalbox.uneven || kinds.signalbox.closed > 0) console.log("Some viewers of Signalbox got fewer lines than others.");
    met.push(ratio >= GOAL_RATIO && kinds.signalbox.p99 <= GOAL_P99_MS && !kinds.signalbox.uneven);
  }
  const goal = `at least ${GOAL_RATIO} times socket.io, p99 at most ${GOAL_P99_MS} ms (tick ${TICK_MS} ms + 25 ms), every line to every viewer`;
  console.log(`\nGoal: ${goal}. ${SOCKETS.map((sockets, at) => `${sockets} viewers: ${met[at] ? "met" : "not met"}`).join("; ")}.`);
}

let code = 0;
try {
  progress.words = "starting Signalbox";
  await instance.up();
  const source = await makeSource();
  const results = [];
  for (const sockets of SOCKETS) {
    const rounds = { signalbox: [], ws: [], "socket.io": [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (let at = 0; at < KINDS.length; at++) {
        const kind = KINDS[(at + round) % KINDS.length];
        progress.words = `${sockets} viewers of ${kind}, round ${round + 1} of ${ROUNDS}`;
        rounds[kind].push(await play(kind, sockets, source));
      }
    }
    results.push({ sockets, ...Object.fromEntries(KINDS.map((kind) => [kind, merge(rounds[kind])])) });
  }
  progress.clear();
  report(results);
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ rate: RATE, seconds: SECONDS, results }, null, 2)}\n`);
} catch (error) {
  progress.clear();
  console.error(`The benchmark broke: ${error.stack ?? error}`);
  code = 1;
}
await instance.down();
if (code === 0 && !options.keep) rmSync(folder, { recursive: true, force: true });
else console.error(`Data and logs are kept in ${folder}`);
process.exit(code);
