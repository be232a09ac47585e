// Measures the way of a log line: sent, received, stored, shown; beside it rsyslog and a plain COPY. See ../README.md.
import { fork, spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { freePort, Instance, until } from "../shared/instance.mjs";
import { cpuSeconds } from "../shared/process.mjs";
import { Progress } from "../shared/progress.mjs";
import { startRsyslog, SYSLOG_TABLE } from "./rsyslog.mjs";

const { values: options } = parseArgs({
  options: {
    rates: { type: "string", default: "1000,5000,20000" },
    seconds: { type: "string", default: "10" },
    flood: { type: "string", default: "1000000" },
    json: { type: "string", default: "" },
    keep: { type: "boolean", default: false },
  },
});
const RATES = options.rates.split(",").map(Number);
const SECONDS = Number(options.seconds);
const FLOOD = Number(options.flood);
/** Rates at which the highest one without loss is looked for, in lines per second. */
const LADDER = [40_000, 60_000, 80_000, 100_000, 130_000, 160_000];
const PAUSE_RATE = 20_000;
const GOALS = { rsyslog: 20, copy: 0.6, p95: 150, p95At: 5000 };

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-logs-"));
const secret = randomBytes(32);
const instance = new Instance(folder, { environment: { SIGNALBOX_LOG_KEY: secret.toString("base64") } });
const progress = new Progress(RATES.length + LADDER.length + 4);
const closers = [];

function java(kind, port, rate, lines, first, ...more) {
  const args = [join(here, "Sender.java"), kind, port, rate, lines, first, ...more].map(String);
  const sender = spawn(join(process.env.JAVA_HOME, "bin", "java"), ["-XX:+UseSerialGC", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  sender.stdout.on("data", (part) => (text += part));
  return new Promise((resolve, reject) => {
    sender.on("error", reject);
    sender.on("close", (code) => {
      if (code !== 0) reject(new Error(`The sender ended with ${code}`));
      const [sent, seconds] = text.trim().split(" ").map(Number);
      resolve({ sent, seconds });
    });
  });
}

/** A run that goes on, so that its lines are those of a live run. */
class LiveRun {
  next = 1;

  static async start(project, dataset) {
    const { id } = await instance.call("POST", `/projects/${project}/runs`, {
      kind: "training",
      algorithm: "instant",
      datasetId: dataset,
      target: "label",
      parameters: { hold: true },
    });
    await until("the run executes", 30_000, async () => (await instance.call("GET", `/runs/${id}`)).status === "running");
    const run = new LiveRun();
    run.id = id;
    run.key = createHmac("sha256", secret).update(Buffer.from(id.replaceAll("-", ""), "hex")).digest("hex");
    return run;
  }

  async stored() {
    const { attempts } = await instance.call("GET", `/runs/${this.id}/log/summary`);
    return attempts.reduce((sum, attempt) => sum + attempt.stored, 0);
  }

  /** Sends lines and waits until no more are stored. */
  async send(rate, lines, meanwhile = async () => {}) {
    const before = await this.stored();
    const used = cpuOf();
    const begin = performance.now();
    const sending = java("gelf", instance.port, rate, lines, this.next, this.id, this.key);
    await meanwhile();
    const { sent, seconds } = await sending;
    this.next += lines;
    let stored = (await this.stored()) - before;
    let last = begin;
    for (let quiet = performance.now(); stored < sent && performance.now() - quiet < 3000; ) {
      await sleep(100);
      const now = (await this.stored()) - before;
      if (now > stored) quiet = last = performance.now();
      stored = now;
    }
    const after = cpuOf();
    return {
      sent,
      stored,
      sendSeconds: seconds,
      storeSeconds: (Math.max(last, begin + seconds * 1000) - begin) / 1000,
      backend: after.backend - used.backend,
      store: after.store - used.store,
    };
  }
}

const cpuOf = () => ({ backend: cpuSeconds([instance.pid("backend")]), store: cpuSeconds(instance.postgresPids()) });

async function withViewer(run, work) {
  await instance.signIn();
  const viewer = fork(join(here, "viewer.mjs"), [String(instance.port), `run:${run.id}:log`]);
  const answer = () => new Promise((resolve) => viewer.once("message", resolve));
  viewer.send(instance.token);
  await answer();
  const result = await work();
  await sleep(500);
  viewer.send("report");
  const seen = await answer();
  viewer.disconnect();
  return { ...result, seen };
}

/** Everything that rsyslog got, stored: rows per second and per CPU-second. */
async function rsyslog(pool, database) {
  await pool.query(SYSLOG_TABLE);
  const udp = await freePort();
  const daemon = startRsyslog({ folder, udp, database });
  closers.push(() => daemon.kill());
  await sleep(1500);
  const count = async () => Number((await pool.query("select count(*) from syslog_line")).rows[0].count);
  const lines = Math.min(FLOOD, 60_000);
  const pids = () => ({ daemon: cpuSeconds([daemon.pid]), store: cpuSeconds(instance.postgresPids()) });
  const used = pids();
  const begin = performance.now();
  await java("syslog", udp, 5000, lines, 1);
  let stored = await count();
  let last = performance.now();
  for (let quiet = performance.now(); stored < lines && performance.now() - quiet < 3000; ) {
    await sleep(250);
    const now = await count();
    if (now > stored) quiet = last = performance.now();
    stored = now;
  }
  const after = pids();
  return {
    sent: lines,
    stored,
    seconds: (last - begin) / 1000,
    daemon: after.daemon - used.daemon,
    store: after.store - used.store,
  };
}

/** The limit: the rows that are there, from a file in binary form into a table without an index. */
async function plainCopy(pool, rows) {
  const file = join(instance.data, "postgres", "bench.copy");
  await pool.query(`copy (select * from telemetry.log_line limit ${rows}) to '${file}' (format binary)`);
  await pool.query("create table copied as select * from telemetry.log_line limit 0");
  const used = cpuSeconds(instance.postgresPids());
  const begin = performance.now();
  const { rowCount } = await pool.query(`copy copied from '${file}' (format binary)`);
  const seconds = (performance.now() - begin) / 1000;
  const store = cpuSeconds(instance.postgresPids()) - used;
  await pool.query("drop table copied");
  rmSync(file, { force: true });
  return { rows: rowCount, seconds, store };
}

async function main() {
  progress.words = "starting Signalbox";
  await instance.up();
  const { id: project } = await instance.call("POST", "/projects", { name: "Bench" });
  const dataset = await instance.upload(project, "table.csv", "feature,label\n1,yes\n2,no\n3,yes\n4,no\n");
  const run = await LiveRun.start(project, dataset);
  const step = (words) => {
    progress.words = words;
    progress.tick();
  };
  step("warming up");
  await run.send(20_000, 200_000);
  const rates = [];
  for (const rate of RATES) {
    step(`${rate} lines/s with a viewer`);
    rates.push({ rate, ...(await withViewer(run, () => run.send(rate, rate * SECONDS))) });
  }
  step(`${PAUSE_RATE} lines/s through a pause of 1 s`);
  const pause = await run.send(PAUSE_RATE, PAUSE_RATE * SECONDS, async () => {
    await sleep((SECONDS * 1000) / 2);
    process.kill(instance.pid("backend"), "SIGSTOP");
    await sleep(1000);
    process.kill(instance.pid("backend"), "SIGCONT");
  });
  let sustained;
  for (const rate of LADDER) {
    step(`${rate} lines/s, looking for the highest without loss`);
    const result = await run.send(rate, rate * SECONDS);
    if (result.stored < result.sent || result.sendSeconds > SECONDS * 1.1) break;
    sustained = { rate, ...result };
  }
  step("a flood");
  const flood = await run.send(0, FLOOD);
  const pool = new pg.Pool({ connectionString: instance.database("telemetry"), max: 2 });
  closers.push(() => pool.end());
  step("plain COPY of the same rows");
  const copy = await plainCopy(pool, 1_000_000);
  step("rsyslog");
  const peer = await rsyslog(pool, instance.database("telemetry"));
  progress.clear();
  const intake = await instance.call("GET", "/system/log-intake");
  const results = { rates, pause, sustained, flood, copy, rsyslog: peer, intake };
  report(results);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
}

const whole = (value) => Math.round(value).toLocaleString("en");
const loss = ({ sent, stored }) => `${(((sent - stored) / sent) * 100).toFixed(3)} %`;

function report({ rates, pause, sustained, flood, copy, rsyslog: peer, intake }) {
  console.log(`${cpus().length} cores shared by sender, backend, PostgreSQL and viewer; lines are signed and checked`);
  console.log(`\n${"lines/s".padStart(9)}${"sent".padStart(11)}${"stored".padStart(11)}${"loss".padStart(10)}${"CPU backend".padStart(13)}${"CPU store".padStart(11)}${"p50 ms".padStart(8)}${"p95 ms".padStart(8)}${"p99 ms".padStart(8)}`);
  const row = (name, one) =>
    console.log(
      `${name.padStart(9)}${whole(one.sent).padStart(11)}${whole(one.stored).padStart(11)}${loss(one).padStart(10)}` +
        `${`${one.backend.toFixed(1)} s`.padStart(13)}${`${one.store.toFixed(1)} s`.padStart(11)}` +
        (one.seen ? `${String(one.seen.p50).padStart(8)}${String(one.seen.p95).padStart(8)}${String(one.seen.p99).padStart(8)}` : ""),
    );
  for (const one of rates) row(whole(one.rate), one);
  row("pause 1 s", pause);
  if (sustained) row(`${whole(sustained.rate)}`, sustained);
  row("flood", flood);
  const best = sustained ?? rates.at(-1);
  const ours = best.stored / (best.backend + best.store);
  const theirs = peer.stored / (peer.daemon + peer.store);
  const limit = copy.rows / copy.store;
  const rate = best.stored / best.storeSeconds;
  console.log(`\nrsyslog (imudp, ompgsql): ${whole(peer.sent)} sent at 5,000/s, ${whole(peer.stored)} stored in ${peer.seconds.toFixed(1)} s, CPU ${peer.daemon.toFixed(1)} s + PostgreSQL ${peer.store.toFixed(1)} s`);
  console.log(`rows per CPU-second, server and database: Signalbox ${whole(ours)}, rsyslog ${whole(theirs)}: ${(ours / theirs).toFixed(1)}x`);
  console.log(`plain binary COPY of ${whole(copy.rows)} of the same rows: ${whole(copy.rows / copy.seconds)} rows/s, ${whole(limit)} rows per CPU-second`);
  console.log(`Signalbox stores ${whole(rate)} rows/s at its highest rate without loss: ${((rate / (copy.rows / copy.seconds)) * 100).toFixed(0)} % of it; of the database's CPU alone ${whole(best.stored / best.store)} rows per CPU-second: ${((best.stored / best.store / limit) * 100).toFixed(0)} %`);
  console.log(`dropped by cause: ${JSON.stringify(intake.dropped ?? intake)}`);
  const live = rates.find((one) => one.rate === GOALS.p95At);
  const goal = (words, met) => console.log(`  ${met ? "met    " : "not met"}  ${words}`);
  console.log("\nGoals");
  goal(`at least ${GOALS.rsyslog} times rsyslog's rows per CPU-second`, ours / theirs >= GOALS.rsyslog);
  goal(`at least ${GOALS.copy * 100} % of plain binary COPY of the same rows (by the database's CPU)`, best.stored / best.store / limit >= GOALS.copy);
  if (live) goal(`line to viewer p95 under ${GOALS.p95} ms at ${whole(GOALS.p95At)} lines/s`, live.seen.p95 < GOALS.p95);
  goal(`no loss at ${whole(PAUSE_RATE)} lines/s through a pause of 1 s`, pause.stored === pause.sent);
}

let code = 0;
try {
  mkdirSync(folder, { recursive: true });
  await main();
} catch (error) {
  progress.clear();
  console.error(`The benchmark broke: ${error.stack ?? error}`);
  code = 1;
}
for (const close of closers.reverse()) await close();
await instance.down();
if (code === 0 && !options.keep) rmSync(folder, { recursive: true, force: true });
else console.error(`Data and logs are kept in ${folder}`);
process.exit(code);
