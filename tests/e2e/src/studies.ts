/** Studies as the tests use them: started, steered, and read with all their trials. */
import { expectCall, type Run, until } from "./api.ts";

type Value = string | number | boolean | null;
export type TrialState = "running" | "completed" | "pruned" | "failed" | "cancelled";

export interface StudyRun extends Run {
  projectId: string;
  kind: string;
  revision: number;
  stoppedEarly: boolean;
  spec: { parameters: Record<string, unknown>; [key: string]: unknown };
  studyId: string | null;
  trialNumber: number | null;
  trialState: TrialState | null;
}

export interface Study {
  run: StudyRun;
  search: Record<string, { type: string; low?: number; high?: number; log?: boolean; choices?: Value[] }>;
  objectives: { metric: string; direction: "minimize" | "maximize" }[];
  sampler: { name: string; parameters: Record<string, unknown> };
  pruner: { name: string; metric: string } | null;
  seed: number;
  trials: number;
  parallelism: number;
  paused: boolean;
  stopping: boolean;
  trouble: string | null;
  enqueued: number;
  startFrom: string[];
  counts: Record<TrialState, number>;
  best: { number: number; runId: string; values: number[]; parameters: Record<string, Value> }[];
  improvements: [number, number][];
}

/** Columns in the order of their revision. */
export interface TrialColumns {
  revision: string;
  number: number[];
  runId: string[];
  state: TrialState[];
  runStatus: string[];
  values: (number[] | null)[];
  constraints: (number[] | null)[];
  lastStep: number[];
  begunAt: string[];
  startedAt: (string | null)[];
  endedAt: (string | null)[];
  attempt: number[];
  instance: (string | null)[];
  proposed: boolean[];
  failure: (string | null)[];
  parameters: Record<string, (Value | undefined)[]>;
}

export interface TrialPage extends TrialColumns {
  more: boolean;
  total: number;
  /** Numbers of trials that were deleted since. */
  deleted: number[];
}

/** A line of a study's log. */
export interface StudyEvent {
  id: string;
  time: string;
  type: string;
  trial: number | null;
  by: { id: string; name: string } | null;
  text: string;
}

export interface StudyEvents {
  items: StudyEvent[];
  before: string | null;
  after: string | null;
  more: boolean;
  total: number;
}

export interface Trial {
  number: number;
  runId: string;
  state: TrialState;
  runStatus: string;
  /** One for each objective; empty while there is none. */
  values: number[];
  constraints: number[];
  begunAt: string;
  attempt: number;
  proposed: boolean;
  failure: string | null;
  parameters: Record<string, Value>;
}

export const startStudy = (project: string, body: object): Promise<Study> =>
  expectCall<Study>(201, "POST", `/projects/${project}/studies`, body);

export const studyOf = (id: string): Promise<Study> => expectCall<Study>(200, "GET", `/studies/${id}`);

export const steer = (id: string, step: "pause" | "resume" | "stop"): Promise<Study> =>
  expectCall<Study>(200, "POST", `/studies/${id}/${step}`);

export const changeStudy = (id: string, body: { trials?: number; parallelism?: number }): Promise<Study> =>
  expectCall<Study>(200, "PATCH", `/studies/${id}`, body);

export const trialPage = (id: string, after: string, limit: number): Promise<TrialPage> =>
  expectCall<TrialPage>(200, "GET", `/studies/${id}/trials?after=${after}&limit=${limit}`);

export const eventPage = (id: string, query: string): Promise<StudyEvents> =>
  expectCall<StudyEvents>(200, "GET", `/studies/${id}/events?${query}`);

/** The whole log, read from its end; the oldest line first. */
export async function logOf(id: string, pageSize = 1000): Promise<StudyEvent[]> {
  let page = await eventPage(id, `limit=${pageSize}`);
  const pages = [page.items];
  while (page.more) {
    page = await eventPage(id, `limit=${pageSize}&before=${page.before}`);
    pages.unshift(page.items);
  }
  return pages.flat().sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

/** One trial for each row of the columns. */
export function trialsIn(columns: TrialColumns): Trial[] {
  return columns.number.map((number, at) => ({
    number,
    runId: columns.runId[at] ?? "",
    state: columns.state[at] ?? "running",
    runStatus: columns.runStatus[at] ?? "",
    values: columns.values[at] ?? [],
    constraints: columns.constraints[at] ?? [],
    begunAt: columns.begunAt[at] ?? "",
    attempt: columns.attempt[at] ?? 0,
    proposed: columns.proposed[at] ?? false,
    failure: columns.failure[at] ?? null,
    parameters: Object.fromEntries(Object.entries(columns.parameters).map(([name, all]) => [name, all[at] ?? null])),
  }));
}

/** All trials, by their numbers; of one that changed while it was read the newest state. */
export async function trialsOf(id: string, pageSize = 5000): Promise<Trial[]> {
  const found = new Map<number, Trial>();
  let page = await trialPage(id, "0", pageSize);
  for (;;) {
    for (const trial of trialsIn(page)) found.set(trial.number, trial);
    if (!page.more) break;
    page = await trialPage(id, page.revision, pageSize);
  }
  return [...found.values()].sort((a, b) => a.number - b.number);
}

export async function trialOf(id: string, number: number): Promise<Trial> {
  const found = (await trialsOf(id)).find((trial) => trial.number === number);
  if (!found) throw new Error(`study ${id} has no trial ${number}`);
  return found;
}

export const begunTrials = ({ counts }: Study): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Asks again until the study is as wanted. */
export const untilStudy = (what: string, id: string, good: (study: Study) => boolean, withinMillis = 60_000) =>
  until(what, () => studyOf(id), good, withinMillis);

const OVER = new Set(["succeeded", "failed", "cancelled", "timed_out"]);

/** Waits until the study is over and every trial is told to be. */
export const endedStudy = (id: string, withinMillis = 180_000): Promise<Study> =>
  untilStudy(`study ${id} ended`, id, (one) => OVER.has(one.run.status) && one.counts.running === 0, withinMillis);

/** Trials that no other one dominates, by their numbers. */
export function frontOf(trials: readonly Trial[], objectives: Study["objectives"]): Trial[] {
  const loss = (trial: Trial) =>
    objectives.map(({ direction }, at) => (direction === "maximize" ? -1 : 1) * (trial.values[at] ?? Number.NaN));
  const dominates = (one: number[], other: number[]) =>
    one.every((value, at) => value <= (other[at] ?? 0)) && one.some((value, at) => value < (other[at] ?? 0));
  const losses = trials.map(loss);
  return trials.filter((_, at) => !losses.some((other) => dominates(other, losses[at] ?? [])));
}
