// Measures how long a command takes through Signalbox, and beside it a job through Graphile Worker. See ../README.md.
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { child, Instance, TERMINAL, until } from "../shared/instance.mjs";
import { Progress } from "../shared/progress.mjs";

const { values: options } = parseArgs({
  options: {
    samples: { type: "string", default: "400" },
    rounds: { type: "string", default: "8" },
    "warm-up": { type: "string", default: "300" },
    concurrency: { type: "string", default: "1,8" },
    json: { type: "string", default: "" },
    keep: { type: "boolean", default: false },
  },
});
const SAMPLES = Number(options.samples);
const ROUNDS = Number(options.rounds);
const WARM_UP = Number(options["warm-up"]);
const CONCURRENCY = options.concurrency.split(",").map(Number);
const ANSWER_LIMIT = 30_000;

const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-command-"));
const instance = new Instance(folder);
const closers = [];

// --- what is measured; each answers the milliseconds of one request ---------------------------------------------------

/** From the REST call until the WebSocket shows the orchestrator's first word on the run. */
function firstStatus(project, dataset, seen) {
  return async () => {
    const begin = performance.now();
    const run = await instance.call(
      "POST",
      `/projects/${project}/runs`,
      { kind: "training", name: "instant", algorithm: "instant", datasetId: dataset, target: "label", parameters: {} },
      { "idempotency-key": randomUUID() },
    );
    seen.answered.push(performance.now() - begin);
    const first = await seen.first(run.id);
    return first - begin;
  };
}

/** A whole prediction over REST. */
function prediction(model) {
  return async () => {
    const begin = performance.now();
    const answer = await instance.call("POST", `/models/${model}/versions/1/predict`, { rows: [{ feature: 1 }] });
    const end = performance.now();
    if (answer.predictions?.length !== 1) throw new Error(`No prediction: ${JSON.stringify(answer)}`);
    return end - begin;
  };
}

/** From add_job until the client hears that the job was worked. */
function job(pool, answers) {
  return async () => {
    const id = randomUUID();
    const begin = performance.now();
    const answered = answers.wait(id);
    await pool.query("select graphile_worker.add_job('answer', $1::json)", [JSON.stringify({ id })]);
    return (await answered) - begin;
  };
}

// --- who listens ------------------------------------------------------------------------------------------------------

class Seen {
  #firsts = new Map();
  #waiting = new Map();
  statuses = new Map();
  /** Milliseconds until the POST itself was answered. */
  answered = [];
  ended = 0;
  begun = 0;

  heard(run, at) {
    // `created` is what the answer itself says.
    if (run.status === "created") return;
    if (!this.#firsts.has(run.id)) {
      this.#firsts.set(run.id, at);
      this.statuses.set(run.status, (this.statuses.get(run.status) ?? 0) + 1);
      this.#waiting.get(run.id)?.(at);
      this.#waiting.delete(run.id);
    }
    if (TERMINAL.has(run.status) && this.#firsts.get(run.id) !== Infinity) this.ended++;
  }

  first(id) {
    this.begun++;
    const known = this.#firsts.get(id);
    return known === undefined ? within(new Promise((resolve) => this.#waiting.set(id, resolve))) : known;
  }
}

class Answers {
  #waiting = new Map();

  heard(id) {
    const at = performance.now();
    this.#waiting.get(id)?.(at);
    this.#waiting.delete(id);
  }

  wait(id) {
    return within(new Promise((resolve) => this.#waiting.set(id, resolve)));
  }
}

function within(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ANSWER_LIMIT} ms`)), ANSWER_LIMIT);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// --- playing ----------------------------------------------------------------------------------------------------------

/** `count` requests, `concurrency` at a time. */
async function play(measure, count, concurrency) {
  const taken = [];
  let left = count;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left-- > 0) {
        taken.push(await measure());
        progress.tick();
      }
    }),
  );
  return taken;
}

/** The value below which the share of all lies, by nearest rank. */
function percentile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

function summary(taken) {
  const sorted = taken.toSorted((a, b) => a - b);
  return {
    samples: sorted.length,
    p50: percentile(sorted, 0.5),
    p90: percentile(sorted, 0.9),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1),
  };
}

let progress = new Progress(1);

async function main() {
  console.log(`Starting Signalbox and Graphile Worker in ${folder}`);
  await instance.up();
  closers.push(() => instance.down());
  const project = (await instance.call("POST", "/projects", { name: `benchmark ${randomUUID()}` })).id;
  const table = `feature,label\n${Array.from({ length: 40 }, (_, row) => `${row},${row % 2 ? "yes" : "no"}`).join("\n")}\n`;
  const dataset = await instance.upload(project, "table.csv", table);
  const training = await instance.call("POST", `/projects/${project}/runs`, {
    kind: "training",
    name: "model",
    algorithm: "instant",
    datasetId: dataset,
    target: "label",
    parameters: { model: true },
  });
  await until("the model is stored", 60_000, async () => TERMINAL.has((await instance.call("GET", `/runs/${training.id}`)).status));
  const [model] = (await instance.call("GET", `/projects/${project}/models`)).items;
  if (!model) throw new Error("The training stored no model");

  const seen = new Seen();
  const follow = () => instance.follow(project, (run, at) => seen.heard(run, at));
  const leave = (old) => {
    old.removeAllListeners("close");
    old.terminate();
  };
  let socket = await follow();
  closers.push(() => leave(socket));

  const admin = new pg.Client({ connectionString: instance.database("postgres") });
  await admin.connect();
  await admin.query("create database graphile");
  const version = (await admin.query("show server_version")).rows[0].server_version;
  const fsync = (await admin.query("show fsync")).rows[0].fsync;
  await admin.end();
  const worker = child(
    process.execPath,
    [join(dirname(fileURLToPath(import.meta.url)), "graphile.mjs")],
    { DATABASE_URL: instance.database("graphile"), WORKERS: String(Math.max(...CONCURRENCY)) },
    join(folder, "graphile.log"),
  );
  closers.push(() => worker.stdin.end());
  await new Promise((resolve, reject) => {
    worker.stdout.on("data", (text) => String(text).includes("ready") && resolve());
    worker.on("exit", (code) => reject(new Error(`Graphile Worker ended with ${code}; see ${folder}/graphile.log`)));
  });
  worker.removeAllListeners("exit");
  const answers = new Answers();
  const listener = new pg.Client({ connectionString: instance.database("graphile") });
  await listener.connect();
  listener.on("notification", (message) => answers.heard(message.payload));
  await listener.query("listen answered");
  const pool = new pg.Pool({ connectionString: instance.database("graphile"), max: Math.max(...CONCURRENCY) });
  closers.push(async () => {
    await listener.end();
    await pool.end();
  });

  const measures = {
    run: firstStatus(project, dataset, seen),
    prediction: prediction(model.id),
    graphile: job(pool, answers),
  };
  /** What a round leaves behind must not slow down the next one. */
  const settle = () => until("all runs have ended", 60_000, () => seen.ended >= seen.begun);

  progress = new Progress(CONCURRENCY.length * 3 * (WARM_UP + SAMPLES));
  const results = [];
  for (const concurrency of CONCURRENCY) {
    const taken = { run: [], prediction: [], graphile: [] };
    progress.words = `warming up, ${concurrency} at a time`;
    for (const measure of Object.values(measures)) {
      await play(measure, WARM_UP, concurrency);
      await settle();
    }
    seen.statuses.clear();
    seen.answered.length = 0;
    for (let round = 0; round < ROUNDS; round++) {
      progress.words = `round ${round + 1} of ${ROUNDS}, ${concurrency} at a time`;
      if (instance.tokenIsOld) {
        await instance.signIn();
        leave(socket);
        socket = await follow();
      }
      // Another order each time, so that no one always follows the same one.
      const names = Object.keys(measures);
      for (const name of names.map((_, index) => names[(index + round) % names.length])) {
        taken[name].push(...(await play(measures[name], Math.ceil(SAMPLES / ROUNDS), concurrency)));
        await settle();
      }
    }
    results.push({
      concurrency,
      answered: summary(seen.answered),
      firstStatuses: Object.fromEntries(seen.statuses),
      ...Object.fromEntries(Object.entries(taken).map(([name, all]) => [name, summary(all)])),
    });
  }
  progress.clear();
  report(results, { version, fsync });
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ version, fsync, cpus: cpus().length, results }, null, 2)}\n`);
}

function report(results, about) {
  const ms = (value) => value.toFixed(2).padStart(9);
  const ratio = (ours, theirs) => `${(ours / theirs).toFixed(2)}x`.padStart(9);
  console.log(`PostgreSQL ${about.version}, fsync ${about.fsync}, ${cpus().length} cores, times in ms`);
  let met = true;
  for (const { concurrency, firstStatuses, answered, run, prediction, graphile } of results) {
    console.log(`\n${concurrency} at a time, ${run.samples} requests each`);
    console.log(`${"".padEnd(40)}${"p50".padStart(9)}${"p90".padStart(9)}${"p99".padStart(9)}${"max".padStart(9)}${"p50/G".padStart(9)}${"p99/G".padStart(9)}  goal`);
    const row = (title, each, goal) =>
      console.log(
        `${title.padEnd(40)}${ms(each.p50)}${ms(each.p90)}${ms(each.p99)}${ms(each.max)}` +
          (goal ? `${ratio(each.p50, graphile.p50)}${ratio(each.p99, graphile.p99)}  ${goal(each) ? "met" : "not met"}` : ""),
      );
    const reached = (each) => each.p50 <= graphile.p50 && each.p99 <= graphile.p99;
    row("G: Graphile Worker, enqueue to notify", graphile);
    row("run: POST to first status on WebSocket", run, reached);
    row("  of it until the POST was answered", answered);
    row("online prediction: POST to its answer", prediction, reached);
    met &&= reached(run) && reached(prediction);
    const firsts = Object.entries(firstStatuses).map(([status, count]) => `${status} ${count}`);
    console.log(`first status seen: ${firsts.join(", ")}`);
  }
  console.log(`\nGoal: at most Graphile Worker's p50 and p99, with everything durable. ${met ? "Met." : "Not met."}`);
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
