/** Fills the instance of the tests with the fixtures of tests/seed. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const program = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "seed", "run.sh");

export interface ChartFixture {
  long: string;
  key: string;
  spike: { step: number; value: number };
  runs: string[];
  manyKey: string;
}

export interface Seeded {
  project: string;
  "F-runs": { runs: number; statuses: Record<string, number>; first: string; last: string };
  "F-chart": ChartFixture;
  "F-wide": { run: string; metrics: number };
  "F-odd": { run: string; nans: number; highs: number; lows: number };
  /** The ids of two studies: with one objective, going on, and with two, ended. */
  "F-study": { one: string; two: string; three: string; trials: number; running: number };
}

/** The ids of what was made; only asked fixtures are there. */
export function seed(project: string, fixtures: string[], more: string[] = []): Promise<Seeded> {
  const data = process.env.SIGNALBOX_E2E_DATA;
  if (!data) throw new Error("SIGNALBOX_E2E_DATA is not set: start the tests with run.sh");
  return new Promise((resolve, reject) => {
    const child = spawn(program, ["--data", data, "--project", project, ...more, ...fixtures]);
    let out = "";
    let err = "";
    child.stdout.on("data", (part) => {
      out += part;
    });
    child.stderr.on("data", (part) => {
      err += part;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(out) as Seeded);
      else reject(new Error(`seeding ended with ${code}: ${err}`));
    });
  });
}
