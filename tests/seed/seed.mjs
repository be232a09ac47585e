// Fills a running instance with runs and points. See README.md.
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Instance } from "./instance.mjs";
import { Random } from "./random.mjs";
import { exists, inventRuns, prepareProject, storeRuns, storeSummaries } from "./runs.mjs";

/**
 * @param {{data: string, project?: string, seed?: number, until?: number, metrics?: number, fixtures: string[]}} options
 * @returns {Promise<Record<string, unknown>>} the ids of what was made
 */
export async function seed({ data, project: name = "seeded", seed = 1, until = Date.now(), metrics = 300, fixtures }) {
  const instance = new Instance(data);
  await instance.signIn();
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
};

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
