/** What the programs of this test tell each other, and where they write it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where things are in the instance; the ids are the same in the restored one. */
export interface Place {
  /** Everything in it has ended. */
  project: string;
  studies: string[];
  dataset: string;
  /** A sender of log lines that has fallen silent. */
  source: string;
  /** A training that goes on, in a project of its own. */
  live: string;
}

/** What an instance holds at one moment. */
export interface Picture {
  /** SHA-256 by name, of what has ended. */
  settled: Record<string, string>;
  /** Lines, of what goes on. */
  live: { points: string[]; log: string[]; source: string[] };
}

/** The folder that run.sh made. */
export function work(): string {
  const folder = process.env.SIGNALBOX_BACKUP_WORK;
  if (!folder) throw new Error("SIGNALBOX_BACKUP_WORK is not set: start the test with run.sh");
  return folder;
}

export const save = (name: string, content: unknown): void =>
  writeFileSync(join(work(), `${name}.json`), JSON.stringify(content, null, 1));

export const load = <T,>(name: string): T => JSON.parse(readFileSync(join(work(), `${name}.json`), "utf8")) as T;
