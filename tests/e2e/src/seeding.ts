/** Fills the instance under test with many rows in seconds: see tests/seed/README.md. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const program = fileURLToPath(new URL("../../seed/run.sh", import.meta.url));

/** Makes fixtures in a project of that name, which is made too, with so many metrics a run; answers what the program prints. */
export async function seed<T>(
  project: string,
  metrics: number,
  ...fixtures: string[]
): Promise<T & { project: string }> {
  const data = process.env.SIGNALBOX_E2E_DATA;
  if (!data) throw new Error("SIGNALBOX_E2E_DATA is not set: start the tests with run.sh");
  const { stdout } = await promisify(execFile)(
    program,
    ["--data", data, "--project", project, "--metrics", String(metrics), ...fixtures],
    {
      env: process.env,
      maxBuffer: 16 * 1024 * 1024,
    },
  );
  return JSON.parse(stdout.slice(stdout.indexOf("{"))) as T & { project: string };
}
