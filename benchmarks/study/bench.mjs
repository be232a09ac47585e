// Measures how fast trials that cost nothing follow each other in a study, beside Optuna with its storage on the same PostgreSQL. See ../README.md.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { Instance, TERMINAL, until } from "../shared/instance.mjs";
import { Progress } from "../shared/progress.mjs";

const { values: options } = parseArgs({
  options: {
    trials: { type: "string", default: process.env.SIGNALBOX_BENCH_TRIALS ?? "2000" },
    rounds: { type: "string", default: "1" },
    seed: { type: "string", default: "7" },
    // An instance that has run for some minutes: until then its virtual machines compile.
    "warm-up": { type: "string", default: "2000" },
    json: { type: "string", default: "" },
    keep: { type: "boolean", default: false },
  },
});
const TRIALS = Number(options.trials);
const ROUNDS = Number(options.rounds);
const SEED = Number(options.seed);
const WARM_UP = Number(options["warm-up"]);
if (!(TRIALS >= 10)) throw new Error("--trials must be at least 10");
const GOALS = { ratio: 5, added: 5 };
/** At which trials the cost is looked at, over so many trials up to there. */
const PLACES = [10, 100, 1_000, 2_000, 5_000, 10_000].filter((place) => place <= TRIALS);
const WINDOW = 50;
const PAGE = 5_000;
/** Equal but for the last digits. */
const SAME_REGRET = 1e-9;
/** Told to both: what is the default of one may be none of the other. */
const SAMPLER = { multivariate: true, group: false, constant_liar: true, n_startup_trials: 10, n_ei_candidates: 24 };

const here = dirname(fileURLToPath(import.meta.url));
const space = JSON.parse(readFileSync(join(here, "space.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-study-"));
const instance = new Instance(folder, { tuning: true });
const closers = [];
const progress = new Progress(WARM_UP + 4 * ROUNDS * TRIALS);

// --- ours -------------------------------------------------------------------------------------------------------------

/** A study from its request to its end: seconds, and its trials by number with their beginnings in seconds. */
async function search({ project, dataset }, trials, sampler) {
  const started = await instance.call(
    "POST",
    `/projects/${project}/studies`,
    {
      algorithm: "bowl",
      datasetId: dataset,
      target: "label",
      search: space,
      objectives: [{ metric: "value", direction: "minimize" }],
      sampler,
      seed: SEED,
      trials,
      parallelism: 1,
    },
    { "idempotency-key": randomUUID() },
  );
  const { id } = started.run;
  for (let ended = 0; ; await sleep(500)) {
    if (instance.tokenIsOld) await instance.signIn();
    const { run, counts } = await instance.call("GET", `/studies/${id}`);
    const over = counts.completed + counts.pruned + counts.failed + counts.cancelled;
    if (over > ended) progress.add(over - ended);
    ended = over;
    if (!TERMINAL.has(run.status) || over < trials) {
      if (TERMINAL.has(run.status)) throw new Error(`The study ended as ${run.status} after ${over} trials: ${JSON.stringify(run.failure)}`);
      continue;
    }
    if (counts.completed !== trials) throw new Error(`Of ${trials} trials ${counts.completed} have completed`);
    return { seconds: secondsOf(run.endedAt) - secondsOf(run.createdAt), trials: await trialsOf(id) };
  }
}

async function trialsOf(id) {
  const found = [];
  for (let after = "0", more = true; more; ) {
    const page = await instance.call("GET", `/studies/${id}/trials?after=${after}&limit=${PAGE}`);
    page.number.forEach((number, at) => {
      found[number] = { begun: secondsOf(page.begunAt[at]), value: page.values[at][0] };
    });
    after = page.revision;
    more = page.more;
  }
  return found;
}

/** Seconds since 1970, to the microsecond. */
function secondsOf(time) {
  const [, fraction = ""] = /\.(\d+)/.exec(time) ?? [];
  return Date.parse(time.replace(/\.\d+/, "")) / 1000 + Number(`0.${fraction || 0}`);
}

// --- Optuna -----------------------------------------------------------------------------------------------------------

/** Where Optuna is installed as its users install it, and where our tuning service lives. */
const PYTHON = {
  optuna: join(here, ".venv", "bin", "python"),
  signalbox: join(here, "..", "..", "ml-services", ".venv", "bin", "python"),
};

/** Runs the peer to its end, with one of the two samplers and with a storage or in memory; what it printed. */
function peer({ sampler = "optuna", storage = "" }) {
  const args = [join(here, "peer.py"), "--trials", String(TRIALS), "--seed", String(SEED), "--sampler", sampler];
  args.push("--options", JSON.stringify(SAMPLER), "--storage", storage);
  const process_ = spawn(PYTHON[sampler], args, {
    env: { ...process.env, PYTHONPATH: join(here, "..", "shared") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  closers.push(() => process_.kill());
  const lines = [];
  let words = "";
  process_.stderr.on("data", (part) => (words += part));
  createInterface(process_.stdout).on("line", (line) => {
    lines.push(JSON.parse(line));
    if (lines.length > 1) progress.tick();
  });
  return new Promise((resolve, reject) => {
    process_.on("error", reject);
    process_.on("close", (code) => {
      if (code !== 0) reject(new Error(`Optuna ended with ${code}: ${words.slice(-1000)}`));
      else resolve({ version: lines[0].optuna, trials: lines.slice(1) });
    });
  });
}

// --- what it comes to -------------------------------------------------------------------------------------------------

const least = (trials) => Math.min(...trials.map((trial) => trial.value));
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** How many trials at the beginning are the same on both sides. */
function alike(ours, theirs) {
  const other = ours.findIndex((trial, number) => trial.value !== theirs[number].value);
  return other < 0 ? ours.length : other;
}

/**
 * Milliseconds of a trial, over the window up to each place: from its beginning to that of the next one, what of it the sampler took,
 * and the rest. The sampler is told of a trial and asked for the next one; what each of the two takes was measured by itself, in memory.
 */
function costs({ ours, theirs, memory }) {
  return PLACES.map((place) => {
    const numbers = Array.from({ length: Math.min(WINDOW, place - 1) }, (_, at) => place - 2 - at);
    const alone = (trials) => mean(numbers.map((number) => 1000 * (trials[number].tell + trials[number + 1].ask)));
    const sampler = alone(memory.ours);
    const peerSampler = alone(memory.theirs);
    const wall = mean(numbers.map((number) => 1000 * (ours[number + 1].begun - ours[number].begun)));
    const peerWall = mean(numbers.map((number) => 1000 * (theirs[number + 1].at - theirs[number].at)));
    return { place, sampler, wall, added: wall - sampler, peerSampler, peerWall, peerAdded: peerWall - peerSampler };
  });
}

async function main() {
  console.log(`Starting Signalbox in ${folder}`);
  await instance.up();
  closers.push(() => instance.down());
  await until("the sampler is offered", 60_000, async () => {
    const offered = (await instance.call("GET", "/algorithms")).items.filter((each) => each.available);
    return ["bowl", "tpe"].every((name) => offered.some((each) => each.name === name));
  });
  const project = (await instance.call("POST", "/projects", { name: `benchmark ${randomUUID()}` })).id;
  const table = `feature,label\n${Array.from({ length: 40 }, (_, row) => `${row},${row % 2 ? "yes" : "no"}`).join("\n")}\n`;
  const place = { project, dataset: await instance.upload(project, "table.csv", table) };
  const admin = new pg.Client({ connectionString: instance.database("postgres") });
  await admin.connect();
  closers.push(() => admin.end());
  const about = {
    version: (await admin.query("show server_version")).rows[0].server_version,
    fsync: (await admin.query("show fsync")).rows[0].fsync,
    cpus: cpus().length,
  };

  progress.words = "warming up";
  await search(place, WARM_UP, { name: "random" });
  const rounds = [];
  for (let number = 1; number <= ROUNDS; number++) {
    const round = {};
    const steps = {
      memory: async () => {
        progress.words = `round ${number} of ${ROUNDS}, the samplers alone`;
        round.memory = { ours: (await peer({ sampler: "signalbox" })).trials, theirs: (await peer({})).trials };
      },
      theirs: async () => {
        progress.words = `round ${number} of ${ROUNDS}, Optuna with PostgreSQL`;
        await admin.query(`create database optuna_${number}`);
        const storage = instance.database(`optuna_${number}`).replace("postgres://", "postgresql+psycopg2://");
        const found = await peer({ storage });
        about.optuna = found.version;
        round.theirs = found.trials;
      },
      ours: async () => {
        progress.words = `round ${number} of ${ROUNDS}, Signalbox`;
        const found = await search(place, TRIALS, { name: "tpe", parameters: SAMPLER });
        round.ours = found.trials;
        round.seconds = found.seconds;
      },
    };
    // Another order each time, so that no one always follows the same one.
    const names = Object.keys(steps);
    for (const name of names.map((_, at) => names[(at + number) % names.length])) await steps[name]();
    rounds.push(round);
  }
  progress.clear();
  const result = { about, trials: TRIALS, seed: SEED, rounds: rounds.map(summary) };
  show(result);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
}

function summary(round) {
  const { ours, theirs } = round;
  return {
    rate: { ours: TRIALS / round.seconds, theirs: TRIALS / theirs.at(-1).at },
    regret: { ours: least(ours), theirs: least(theirs) },
    alike: alike(ours, theirs),
    costs: costs(round),
  };
}

function show({ about, rounds }) {
  const whole = (value) => Math.round(value).toLocaleString("en");
  console.log(
    `PostgreSQL ${about.version}, fsync ${about.fsync}, ${about.cpus} cores, Optuna ${about.optuna}; ` +
      `${whole(TRIALS)} trials of TPE, one at a time, seed ${SEED}`,
  );
  const ours = mean(rounds.map(({ rate }) => rate.ours));
  const theirs = mean(rounds.map(({ rate }) => rate.theirs));
  const regret = (side) => mean(rounds.map((round) => round.regret[side]));
  const isEqual = rounds.every((round) => round.regret.ours <= round.regret.theirs + SAME_REGRET);
  const isFast = ours / theirs >= GOALS.ratio;
  const line = (title, one, other, words) => console.log(`${title.padEnd(36)}${one.padStart(14)}${other.padStart(20)}  ${words}`);
  console.log(`\n${"".padEnd(36)}${"Signalbox".padStart(14)}${"Optuna, PostgreSQL".padStart(20)}`);
  line("trials per second", ours.toFixed(1), theirs.toFixed(1), `${(ours / theirs).toFixed(1)}x`);
  line("regret", regret("ours").toExponential(3), regret("theirs").toExponential(3), isEqual ? "equal or better" : "worse");
  const same = Math.min(...rounds.map((round) => round.alike));
  console.log(same === TRIALS ? "Both have tried the same parameters, in the same order." : `The first ${whole(same)} trials are the same.`);

  const at = rounds[0].costs.map((_, index) => {
    const cost = (name) => mean(rounds.map((round) => round.costs[index][name]));
    return { place: rounds[0].costs[index].place, ...Object.fromEntries(["wall", "sampler", "added", "peerWall", "peerSampler", "peerAdded"].map((name) => [name, cost(name)])) };
  });
  const row = (title, name, words = "") =>
    console.log(`${title.padEnd(36)}${at.map((cost) => cost[name].toFixed(2).padStart(10)).join("")}  ${words}`);
  console.log(`\n${"ms, up to trial".padEnd(36)}${at.map((cost) => whole(cost.place).padStart(10)).join("")}`);
  row("a trial of Signalbox", "wall");
  row("  of it the sampler's arithmetic", "sampler");
  row("  what Signalbox adds", "added", `${(at.at(-1).added / at[0].added).toFixed(1)}x from the first to the last`);
  row("a trial of Optuna", "peerWall");
  row("  of it the sampler's arithmetic", "peerSampler");
  row("  what its storage adds", "peerAdded");
  const isCheap = at.every((cost) => cost.added < GOALS.added);
  console.log(`\nGoal: at least ${GOALS.ratio} times the trials per second, at equal regret. ${isFast && isEqual ? "Met." : "Not met."}`);
  console.log(`Goal: less than ${GOALS.added} ms added to a trial, at each of these. ${isCheap ? "Met." : "Not met."}`);
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
