// Measures storing, charting and listing metrics, beside the MLflow tracking server on the same PostgreSQL. See ../README.md.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { Instance as SeededInstance } from "../../tests/seed/instance.mjs";
import { storePoints } from "../../tests/seed/points.mjs";
import { Random } from "../../tests/seed/random.mjs";
import { inventRuns, prepareProject, storeRuns } from "../../tests/seed/runs.mjs";
import { seed } from "../../tests/seed/seed.mjs";
import { child, freePort, Instance, until } from "../shared/instance.mjs";
import { cpuSeconds, familyOf } from "../shared/process.mjs";
import { Progress } from "../shared/progress.mjs";

const { values: options } = parseArgs({
  options: {
    points: { type: "string", default: "1000000" },
    "peer-points": { type: "string", default: "20000" },
    rounds: { type: "string", default: "4" },
    runs: { type: "string", default: "100000" },
    json: { type: "string", default: "" },
    keep: { type: "boolean", default: false },
  },
});
const POINTS = Number(options.points);
const PEER_POINTS = Number(options["peer-points"]);
const ROUNDS = Number(options.rounds);
const RUNS = Number(options.runs);
/** Both are given a thousand points at a time: the most that MLflow takes. */
const METRICS = 50;
const STEPS = 20;
const STORING_RUNS = 20;
const CLIENTS = 8;
const PAGE = 50;
/** Both have answered so many such questions before the first that counts; a virtual machine compiles meanwhile. */
const ASKED_BEFORE = { ours: 500, theirs: 10 };
/** What MLflow's own charts ask for, and the width of ours. */
const PEER_RESULTS = 320;
const WIDTH = 1000;
const CHARTS = { "100,000": 100_000, "1,000,000": 1_000_000 };
const GOALS = { storing: 100, chart: 200, list: 50 };

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-tracker-"));
const instance = new Instance(folder, { service: false });
const closers = [];
const progress = new Progress(2 * ROUNDS + 6);
let peer;

/** One request to MLflow; throws unless it succeeds. */
class Peer {
  #agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

  constructor(port, process_) {
    this.port = port;
    this.process = process_;
  }

  pids() {
    return familyOf(this.process.pid);
  }

  async call(method, path, body) {
    return JSON.parse(await this.ask(method, path, body));
  }

  /** The text of the answer. */
  ask(method, path, body) {
    const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: "127.0.0.1",
          port: this.port,
          method,
          path,
          agent: this.#agent,
          headers: content ? { "content-type": "application/json", "content-length": content.length } : {},
        },
        (response) => {
          const parts = [];
          response.on("data", (part) => parts.push(part));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(parts).toString();
            if (response.statusCode !== 200) reject(new Error(`${method} ${path} answered ${response.statusCode}: ${text.slice(0, 300)}`));
            else resolve(text);
          });
        },
      );
      request.on("error", reject);
      request.end(content);
    });
  }
}

async function startPeer() {
  const admin = new pg.Client({ connectionString: instance.database("postgres") });
  await admin.connect();
  await admin.query("create database mlflow");
  const about = {
    version: (await admin.query("show server_version")).rows[0].server_version,
    fsync: (await admin.query("show fsync")).rows[0].fsync,
  };
  await admin.end();
  const port = await freePort();
  const server = child(
    join(here, ".venv", "bin", "mlflow"),
    [
      "server",
      "--backend-store-uri",
      instance.database("mlflow").replace("postgres://", "postgresql+psycopg2://"),
      "--artifacts-destination",
      join(folder, "artifacts"),
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
    ],
    // Its job runners would only take from its own score.
    { MLFLOW_DISABLE_TELEMETRY: "true", DO_NOT_TRACK: "true", MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
    join(folder, "mlflow.log"),
  );
  peer = new Peer(port, server);
  // It does not stop its workers itself.
  closers.push(() => {
    if (server.exitCode !== null) return;
    for (const pid of peer.pids()) {
      try {
        process.kill(pid, "SIGTERM");
      } catch {
        // It has ended by itself meanwhile.
      }
    }
  });
  await until("MLflow answers", 180_000, () =>
    peer.ask("GET", "/version").then(
      () => true,
      () => false,
    ),
  );
  return about;
}

// --- storing ----------------------------------------------------------------------------------------------------------

function report(points, firstEvent, runs) {
  const libraries = join(root, "build", "app", "backend", "bootstrap", "target", "lib", "*");
  const args = ["-XX:+UseSerialGC", "-cp", libraries, join(here, "Reporter.java"), `127.0.0.1:${instance.portOf("kafka")}`];
  const sender = spawn(join(process.env.JAVA_HOME, "bin", "java"), [...args, points, METRICS, STEPS, firstEvent, ...runs].map(String), {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let text = "";
  sender.stdout.on("data", (part) => (text += part));
  return new Promise((resolve, reject) => {
    sender.on("error", reject);
    sender.on("close", (code) => {
      // The Kafka client logs to the same stream; the number comes last.
      const sent = Number(text.trim().split("\n").at(-1));
      if (code === 0 && sent > 0) resolve(sent);
      else reject(new Error(`The reporter ended with ${code} and sent ${sent} points`));
    });
  });
}

class OurStore {
  #runs = Array.from({ length: STORING_RUNS }, () => randomUUID());
  #nextEvent = 1;
  #telemetry;

  async open() {
    this.#telemetry = new pg.Client({ connectionString: instance.database("telemetry") });
    await this.#telemetry.connect();
    closers.push(() => this.#telemetry.end());
  }

  /** Statuses on Kafka until all points are in the database. */
  async store(points) {
    const before = await this.#stored();
    const parts = () => ({
      server: cpuSeconds([instance.pid("backend")]),
      database: cpuSeconds(instance.postgresPids()),
      broker: cpuSeconds([instance.pid("kafka")]),
    });
    const begin = performance.now();
    const from = parts();
    const sent = await report(points, this.#nextEvent, this.#runs);
    this.#nextEvent += Math.ceil(points / (METRICS * STEPS * STORING_RUNS));
    await until("all points are stored", 120_000, async () => {
      await sleep(100);
      return (await this.#stored()) - before >= sent;
    });
    return used(sent, from, parts(), begin);
  }

  async #stored() {
    const { rows } = await this.#telemetry.query("select coalesce(sum(points), 0) as points from telemetry.metric_series where run_id = any ($1)", [
      this.#runs,
    ]);
    return Number(rows[0].points);
  }
}

class PeerStore {
  #runs = [];
  #step = 0;

  async open() {
    const { experiment_id } = await peer.call("POST", "/api/2.0/mlflow/experiments/create", { name: "storing" });
    for (let i = 0; i < STORING_RUNS; i++) {
      const { run } = await peer.call("POST", "/api/2.0/mlflow/runs/create", { experiment_id, start_time: Date.now() });
      this.#runs.push(run.info.run_id);
    }
  }

  async store(points) {
    const batches = [];
    for (let sent = 0; sent < points; sent += METRICS * STEPS) {
      const run = this.#runs[batches.length % STORING_RUNS];
      batches.push({ run_id: run, metrics: this.#metrics() });
    }
    const parts = () => ({ server: cpuSeconds(peer.pids()), database: cpuSeconds(instance.postgresPids()) });
    const begin = performance.now();
    const from = parts();
    let next = 0;
    await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        while (next < batches.length) await peer.call("POST", "/api/2.0/mlflow/runs/log-batch", batches[next++]);
      }),
    );
    return used(batches.length * METRICS * STEPS, from, parts(), begin);
  }

  #metrics() {
    const metrics = [];
    for (let i = 0; i < STEPS; i++) {
      const step = this.#step++;
      for (let metric = 0; metric < METRICS; metric++) {
        metrics.push({ key: `layer/${metric}/norm`, value: Math.sin(metric + step * 0.01), timestamp: Date.now(), step });
      }
    }
    return metrics;
  }
}

function used(points, from, to, begin) {
  const cpu = Object.fromEntries(Object.keys(from).map((part) => [part, to[part] - from[part]]));
  return { points, seconds: (performance.now() - begin) / 1000, ...cpu };
}

function perCpuSecond(rounds, parts) {
  const points = rounds.reduce((sum, round) => sum + round.points, 0);
  return points / rounds.reduce((sum, round) => sum + parts.reduce((all, part) => all + round[part], 0), 0);
}

// --- charts and lists -------------------------------------------------------------------------------------------------

/** The same values for both, put into the databases directly: storing was measured above. */
async function loadSeries(peerDatabase, telemetry) {
  const { experiment_id } = await peer.call("POST", "/api/2.0/mlflow/experiments/create", { name: "charts" });
  const ours = {};
  const theirs = {};
  for (const [name, count] of Object.entries(CHARTS)) {
    const values = Float64Array.from({ length: count }, (_, i) => 0.4 + Math.exp((-5 * i) / count) + 0.02 * Math.sin(i * 12.9898));
    ours[name] = await emptyRun(name);
    await storePoints(telemetry, ours[name], 1, [{ key: "loss", role: "loss", values }], Date.now() - count, 1000);
    const { run } = await peer.call("POST", "/api/2.0/mlflow/runs/create", { experiment_id, start_time: Date.now() });
    theirs[name] = run.info.run_id;
    await peerDatabase.query(
      `insert into metrics (key, value, timestamp, run_uuid, step, is_nan)
       select 'loss', 0.4 + exp(-5.0 * i / $2) + 0.02 * sin(i * 12.9898), $3::bigint + i, $1, i, false from generate_series(0, $2::integer - 1) i`,
      [theirs[name], count, Date.now() - count],
    );
    await peerDatabase.query(
      "insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid) select key, value, timestamp, step, is_nan, run_uuid from metrics where run_uuid = $1 and key = 'loss' order by step desc limit 1",
      [theirs[name]],
    );
  }
  await peerDatabase.query("analyze");
  await telemetry.query("analyze");
  return { ours, theirs };
}

async function emptyRun(name) {
  const seeded = new SeededInstance(instance.data);
  await seeded.signIn(instance.password);
  const random = new Random(name);
  const place = await prepareProject(seeded, random, "charts");
  const [run] = inventRuns(random, place, 1, Date.now(), { succeeded: 1 });
  const metadata = await seeded.database("metadata");
  await storeRuns(metadata, place.project, [run]);
  await metadata.end();
  return run.id;
}

async function timed(action) {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

/** Both are asked often enough to be as in use. */
async function warmUp(ours, theirs) {
  for (let asked = 0; asked < ASKED_BEFORE.ours; asked++) await ours(asked);
  for (let asked = 0; asked < ASKED_BEFORE.theirs; asked++) await theirs();
}

/** Both in turn, so many times; the first of each does not count. */
async function race(rounds, ours, theirs) {
  const taken = { ours: [], theirs: [] };
  for (let round = 0; round <= rounds; round++) {
    const our = await timed(ours);
    const their = await timed(theirs);
    if (round > 0) {
      taken.ours.push(our);
      taken.theirs.push(their);
    }
  }
  return { ours: median(taken.ours), theirs: median(taken.theirs), rounds };
}

/** Ours alone, so many times; the first does not count, nor does what is done before each. */
async function repeated(rounds, action, before = () => undefined) {
  const taken = [];
  for (let round = 0; round <= rounds; round++) {
    await before(round);
    const one = await timed(action);
    if (round > 0) taken.push(one);
  }
  return median(taken);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

async function charts(loaded) {
  const results = [];
  for (const [name, count] of Object.entries(CHARTS)) {
    progress.words = `a chart of ${name} points`;
    const ask = async (width) => {
      const chart = await instance.call("POST", "/charts/query", { runIds: [loaded.ours[name]], keys: ["loss"], width });
      if (chart.points !== count) throw new Error(`Our chart has ${chart.points} points`);
    };
    // The last charts are kept: each is one that nobody has asked for.
    let width = WIDTH;
    const ours = () => ask(width--);
    const path = "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval";
    const theirs = async () => {
      const answer = await peer.call("GET", `${path}?run_ids=${loaded.theirs[name]}&metric_key=loss&max_results=${PEER_RESULTS}`);
      if (answer.metrics.length < PEER_RESULTS) throw new Error(`MLflow's chart has ${answer.metrics.length} points`);
    };
    await warmUp((asked) => ask(WIDTH - 100 - (asked % 500)), theirs);
    const raced = await race(count > 500_000 ? 3 : 7, ours, theirs);
    results.push({ name, ...raced, again: await repeated(7, () => ask(WIDTH)) });
    progress.tick();
  }
  return results;
}

async function list(peerDatabase) {
  progress.words = `${RUNS} runs are made`;
  const made = await seed({ data: instance.data, project: "list", metrics: 10, fixtures: [`F-runs=${RUNS}`], password: instance.password });
  const { experiment_id } = await peer.call("POST", "/api/2.0/mlflow/experiments/create", { name: "list" });
  await peerDatabase.query(
    `insert into runs (run_uuid, name, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
     select md5('run' || i), 'run ' || i, 'someone', 'FINISHED', 1700000000000 + i, 1700000001000 + i, 'active', 'mlflow-artifacts:/' || i, $1::integer
     from generate_series(1, $2::integer) i`,
    [experiment_id, RUNS],
  );
  await peerDatabase.query(
    `insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
     select 'metric_' || k, (hashtext(i || ' ' || k) & 1048575) / 1048576.0, 1700000000000, 999, false, md5('run' || i)
     from generate_series(1, $1::integer) i, generate_series(0, 9) k`,
    [RUNS],
  );
  await peerDatabase.query("analyze");
  progress.words = "a page of runs sorted by a metric";
  const metric = encodeURIComponent("metric.val/auc");
  const ask = async (position) => {
    const page = await instance.call(
      "GET",
      `/projects/${made.project}/runs?sort=-${metric}&limit=${PAGE}&column=${metric}&position=${position}`,
    );
    if (page.items.length !== PAGE || page.total !== RUNS) throw new Error(`Our page has ${page.items.length} of ${page.total} runs`);
  };
  // The rows of the last pages are kept: each is one that nobody has turned to.
  let position = -PAGE;
  const ours = () => ask((position += PAGE));
  const theirs = async () => {
    const page = await peer.call("POST", "/api/2.0/mlflow/runs/search", {
      experiment_ids: [experiment_id],
      max_results: PAGE,
      order_by: ["metrics.metric_0 DESC"],
    });
    if (page.runs.length !== PAGE) throw new Error(`MLflow's page has ${page.runs.length} runs`);
  };
  await warmUp((asked) => ask(RUNS / 2 + asked * PAGE), theirs);
  const raced = await race(9, ours, theirs);
  const again = await repeated(9, () => ask(0));
  const rename = (round) => instance.call("PATCH", `/runs/${made["F-runs"].first}`, { name: `renamed ${round} times` });
  return { ...raced, again, changed: await repeated(9, () => ask(0), rename) };
}

// --- playing ----------------------------------------------------------------------------------------------------------

async function main() {
  console.log(`Starting Signalbox and MLflow in ${folder}`);
  await instance.up();
  closers.push(() => instance.down());
  const about = await startPeer();
  about.mlflow = readdirSync(join(here, ".venv", "lib")).flatMap((python) =>
    readdirSync(join(here, ".venv", "lib", python, "site-packages")).filter((name) => /^mlflow-\d.*dist-info$/.test(name)),
  )[0];
  const our = new OurStore();
  const their = new PeerStore();
  await our.open();
  await their.open();

  progress.words = "warming up";
  await our.store(Math.ceil(POINTS / 2));
  await their.store(Math.ceil(PEER_POINTS / 4));
  progress.tick();
  const storing = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round++) {
    progress.words = `storing, round ${round + 1} of ${ROUNDS}`;
    storing.ours.push(await our.store(POINTS));
    progress.tick();
    storing.theirs.push(await their.store(PEER_POINTS));
    progress.tick();
  }

  const peerDatabase = new pg.Client({ connectionString: instance.database("mlflow") });
  await peerDatabase.connect();
  const telemetry = new pg.Client({ connectionString: instance.database("telemetry") });
  await telemetry.connect();
  await telemetry.query("set search_path to telemetry");
  closers.push(() => peerDatabase.end(), () => telemetry.end());
  await instance.signIn();
  progress.words = "series are loaded";
  const loaded = await loadSeries(peerDatabase, telemetry);
  progress.tick();
  const drawn = await charts(loaded);
  await instance.signIn();
  const listed = await list(peerDatabase).catch((error) => ({ failed: error.message }));
  progress.tick();
  progress.clear();
  const result = { about: { ...about, cpus: cpus().length }, storing, charts: drawn, list: listed };
  show(result);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
}

function show({ about, storing, charts: drawn, list: listed }) {
  console.log(`PostgreSQL ${about.version}, fsync ${about.fsync}, ${about.cpus} cores, ${about.mlflow.replace(".dist-info", "")}`);
  const line = (title, ours, theirs, ratio, goal) =>
    console.log(
      `${title.padEnd(46)}${ours.padStart(14)}${theirs.padStart(14)}${`${ratio.toFixed(ratio < 10 ? 1 : 0)}x`.padStart(9)}  ` +
        (goal ? `${goal}x ${ratio >= goal ? "met" : "not met"}` : ""),
    );
  const whole = (value) => Math.round(value).toLocaleString("en");
  const ms = (value) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
  console.log(`\n${"".padEnd(46)}${"Signalbox".padStart(14)}${"MLflow".padStart(14)}${"ratio".padStart(9)}  goal`);
  const theirs = perCpuSecond(storing.theirs, ["server", "database"]);
  const rate = (title, parts, goal) => {
    const ours = perCpuSecond(storing.ours, parts);
    line(title, whole(ours), whole(theirs), ours / theirs, goal);
  };
  rate("points per CPU-second, server and PostgreSQL", ["server", "database"], GOALS.storing);
  rate("  the Kafka broker counted as well", ["server", "database", "broker"]);
  const wall = (rounds) => rounds.reduce((sum, round) => sum + round.points, 0) / rounds.reduce((sum, round) => sum + round.seconds, 0);
  line("points per second", whole(wall(storing.ours)), whole(wall(storing.theirs)), wall(storing.ours) / wall(storing.theirs));
  const beside = (title, ours, theirs) => line(`  ${title}`, ms(ours), ms(theirs), theirs / ours);
  for (const chart of drawn) {
    line(`chart of ${chart.name} points, median`, ms(chart.ours), ms(chart.theirs), chart.theirs / chart.ours, GOALS.chart);
    beside("asked again, nothing new", chart.again, chart.theirs);
  }
  if (listed.failed) console.log(`page of ${PAGE} of ${whole(RUNS)} runs by a metric: not measured, ${listed.failed}`);
  else {
    line(`page of ${PAGE} of ${whole(RUNS)} runs by a metric, median`, ms(listed.ours), ms(listed.theirs), listed.theirs / listed.ours, GOALS.list);
    beside("the same page again", listed.again, listed.theirs);
    beside("the same page after a change of a run", listed.changed, listed.theirs);
  }
}

let code = 0;
try {
  await main();
} catch (error) {
  progress.clear();
  console.error(`The benchmark broke: ${error.stack ?? error}`);
  code = 1;
}
for (const close of closers.reverse()) await close();
if (code === 0 && !options.keep) rmSync(folder, { recursive: true, force: true });
else console.error(`Data and logs are kept in ${folder}`);
process.exit(code);
