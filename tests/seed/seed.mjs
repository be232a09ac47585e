// Fills a running instance with runs and points. See README.md.
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Instance } from "./instance.mjs";
import { storePoints } from "./points.mjs";
import { Random } from "./random.mjs";
import { exists, inventRuns, keyNames, prepareProject, storeRuns, storeSummaries } from "./runs.mjs";
import { storeStudies } from "./studies.mjs";

const ENDED = { succeeded: 1 };
/** Where the long series of F-chart has its one spike, and how high. */
const SPIKE = { step: 765_432, value: 1000 };

/**
 * @param {{data: string, project?: string, seed?: number, until?: number, metrics?: number, password?: string, fixtures: string[]}} options
 * @returns {Promise<Record<string, unknown>>} the ids of what was made
 */
export async function seed({ data, project: name = "seeded", seed = 1, until = Date.now(), metrics = 300, password, fixtures }) {
  const instance = new Instance(data);
  await instance.signIn(password);
  const metadata = await instance.database("metadata");
  const telemetry = await instance.database("telemetry");
  try {
    const place = await prepareProject(instance, new Random(`${seed} tables`), name);
    const made = { project: place.project };
    for (const fixture of fixtures) {
      const [word, size] = fixture.split("=");
      const random = new Random(`${seed} ${place.project} ${word}`);
      const make = FIXTURES[word];
      if (!make) throw new Error(`There is no fixture ${word}: ${Object.keys(FIXTURES).join(", ")}`);
      made[word] = await make({ metadata, telemetry, place, random, seed, until, metrics, size: size && Number(size) });
    }
    // The planner must know what is there.
    await metadata.query("analyze");
    await telemetry.query("analyze");
    return made;
  } finally {
    await metadata.end();
    await telemetry.end();
  }
}

const FIXTURES = {
  /** Many runs with summaries of many metrics, without points. */
  async "F-runs"({ metadata, place, random, seed, until, metrics, size = 10_000 }) {
    const runs = inventRuns(random, place, size, until);
    await storeRuns(metadata, place.project, runs);
    if (await exists(metadata, "run_metric")) await storeSummaries(metadata, place.project, runs, metrics, seed);
    const counts = {};
    for (const run of runs) counts[run.status] = (counts[run.status] ?? 0) + 1;
    return { runs: size, statuses: counts, first: runs[0].id, last: runs.at(-1).id };
  },

  /** One run with a million points and a spike, and 200 runs with 10,000 points each. */
  async "F-chart"({ metadata, telemetry, place, random, until, size = 200 }) {
    const runs = inventRuns(random, place, size + 1, until, ENDED);
    runs[0].name = "a-million-points";
    await storeRuns(metadata, place.project, runs);
    const [long, ...many] = runs;
    const values = curve(random, 1_000_000, 0.4);
    values[SPIKE.step] = SPIKE.value;
    const epochs = Float64Array.from({ length: 10_000 }, (_, i) => Math.floor(i / 500));
    await points(telemetry, long, [{ key: "loss", role: "loss", values }]);
    for (const run of many) {
      await points(telemetry, run, [
        { key: "train/loss", role: "loss", values: curve(random, 10_000, 1 - run.quality) },
        { key: "epoch", values: epochs },
      ]);
    }
    await summarise(metadata, runs);
    return { long: long.id, key: "loss", spike: SPIKE, runs: many.map((run) => run.id), manyKey: "train/loss" };
  },

  /** One run with 500 metrics. */
  async "F-wide"({ metadata, telemetry, place, random, until, size = 500 }) {
    const [run] = inventRuns(random, place, 1, until, ENDED);
    run.name = "many-metrics";
    await storeRuns(metadata, place.project, [run]);
    const names = keyNames(size);
    await points(
      telemetry,
      run,
      names.map((key) => ({ key, values: curve(random, 200, random.next()) })),
    );
    await summarise(metadata, [run]);
    return { run: run.id, metrics: size };
  },

  /** One run whose series hold NaN, infinities, a single point, zeros and negative numbers. */
  async "F-odd"({ metadata, telemetry, place, random, until }) {
    const [run] = inventRuns(random, place, 1, until, ENDED);
    run.name = "odd-values";
    await storeRuns(metadata, place.project, [run]);
    const odd = curve(random, 5_000, 0.5);
    for (let i = 100; i < 5_000; i += 500) odd[i] = NaN;
    odd[1_000] = Infinity;
    odd[2_000] = -Infinity;
    await points(telemetry, run, [
      { key: "loss", role: "loss", values: odd },
      { key: "all_nan", values: new Float64Array(50).fill(NaN) },
      { key: "single", values: Float64Array.of(0.75) },
      { key: "signed", values: Float64Array.from({ length: 1_000 }, (_, i) => Math.sin(i / 50) * 10) },
      { key: "constant", values: new Float64Array(3_000).fill(0.1) },
    ]);
    await summarise(metadata, [run]);
    return { run: run.id, nans: 10, highs: 1, lows: 1 };
  },

  /** A study that goes on and one with two objectives, each with 2,000 trials over ten parameters. */
  async "F-study"({ metadata, place, random, until, size = 2_000 }) {
    return storeStudies(metadata, place, random, until, size);
  },
};

/** Falls to `floor`, with noise. */
function curve(random, count, floor) {
  return Float64Array.from({ length: count }, (_, i) => floor + Math.exp((-5 * i) / count) + 0.02 * random.normal());
}

/** Spread over the run's time. */
async function points(telemetry, run, series) {
  const longest = Math.max(...series.map((each) => each.values.length));
  const { started, ended } = run.times;
  const apart = Math.max(1, Math.floor(((ended - started) * 1000) / longest));
  await storePoints(telemetry, run.id, run.attempt, series, started, apart);
}

/** The backend copies the totals of these in the background. */
async function summarise(metadata, runs) {
  if (await exists(metadata, "run_metric_backlog")) {
    await metadata.query("insert into run_metric_backlog (run_id) select unnest($1::uuid[]) on conflict do nothing", [runs.map((run) => run.id)]);
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: "string", default: "data" },
      project: { type: "string", default: "seeded" },
      seed: { type: "string", default: "1" },
      until: { type: "string", default: "" },
      metrics: { type: "string", default: "300" },
    },
  });
  const begin = performance.now();
  const made = await seed({
    data: values.data,
    project: values.project,
    seed: Number(values.seed),
    until: values.until ? Date.parse(values.until) : Date.now(),
    metrics: Number(values.metrics),
    fixtures: positionals.length > 0 ? positionals : ["F-runs"],
  });
  console.log(JSON.stringify({ ...made, seconds: Math.round((performance.now() - begin) / 100) / 10 }, null, 2));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
