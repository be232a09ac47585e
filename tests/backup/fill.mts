/** Makes a run of every kind and waits until each has ended with its log; then begins a training that goes on. */
import assert from "node:assert/strict";
import { type Answer, call, type Dataset, ended, expectCall, newProject, type Run, until, upload } from "../e2e/src/api.ts";
import { LogWriter } from "../e2e/src/log-lines.ts";
import type { Study } from "../e2e/src/studies.ts";
import { titanic } from "../e2e/src/tables.ts";
import { type Place, save } from "./place.mts";

const LINES = 500;
const POINTS = 50;
const TRIALS = 3;

/** Six towns, each near three of eight depots: solved at once. */
function cover(): string {
  const line = (name: string, row: string, value: number) =>
    `    ${name.padEnd(8)}  ${row.padEnd(8)}  ${String(value).padStart(12)}`;
  const depots = Array.from({ length: 8 }, (_, at) => `open_${at + 1}`);
  const towns = Array.from({ length: 6 }, (_, at) => `town_${at + 1}`);
  return [
    "NAME          cover",
    "ROWS",
    " N  cost",
    ...towns.map((town) => ` G  ${town}`),
    "COLUMNS",
    ...depots.flatMap((depot, at) => [
      line(depot, "cost", 20 + ((at * 7) % 11)),
      ...towns.filter((_, row) => (at + row * 3) % 8 < 3).map((town) => line(depot, town, 1)),
    ]),
    "RHS",
    ...towns.map((town) => line("rhs", town, 1)),
    "BOUNDS",
    ...depots.map((depot) => ` BV bound     ${depot}`),
    "ENDATA",
    "",
  ].join("\n");
}

/** The services introduce themselves a moment after the instance is ready. */
async function accepted<T>(path: string, body: object): Promise<T> {
  const answer = await until<Answer<T>>(
    `${path} takes ${JSON.stringify(body)}`,
    () => call<T>("POST", path, body),
    ({ status }) => status === 201,
    60_000,
  );
  return answer.body;
}

async function stored(project: string, name: string, content: string): Promise<string> {
  const answer = await upload<Dataset>(project, name, content);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.id;
}

async function sealed(id: string): Promise<void> {
  await until(
    `the log of ${id} is sealed`,
    () => expectCall<{ attempts: { seal: string }[] }>(200, "GET", `/runs/${id}/log/summary`),
    ({ attempts }) => attempts.length > 0 && attempts.every(({ seal }) => seal === "complete"),
    60_000,
  );
}

async function succeeded(id: string): Promise<Run> {
  const run = await ended(id);
  assert.equal(run.status, "succeeded", JSON.stringify(run.failure));
  return run;
}

const writer = new LogWriter();
await writer.write(Array.from({ length: LINES }, (_, at) => ({ text: `line ${at + 1} of a program that has ended → größe` })));
writer.close();

const project = await newProject("backup");
const dataset = await stored(project, "titanic.csv", titanic());
const instance = await stored(project, "cover.mps", cover());
const learning = { algorithm: "lightgbm", datasetId: dataset, target: "survived", excludedColumns: ["alive"] };
const training = await accepted<Run>(`/projects/${project}/runs`, {
  ...learning,
  kind: "training",
  name: "a training",
  parameters: { n_estimators: 60 },
  validation: { seed: 1 },
});
const solve = await accepted<Run>(`/projects/${project}/runs`, {
  kind: "solve",
  name: "a solve",
  algorithm: "highs",
  datasetId: instance,
  parameters: { threads: 1, seed: 1 },
});
await expectCall(200, "PATCH", `/runs/${solve.id}`, { notes: "What people write is in a backup, too." });
const { model } = await succeeded(training.id);
const prediction = await accepted<Run>(`/projects/${project}/runs`, {
  kind: "prediction",
  name: "a prediction",
  modelId: model?.modelId,
  datasetId: dataset,
});
const study = await accepted<Study>(`/projects/${project}/studies`, {
  ...learning,
  name: "a study",
  parameters: { n_estimators: 20 },
  search: { learning_rate: { type: "float", low: 0.01, high: 0.3, log: true } },
  objectives: [{ metric: "roc_auc" }],
  sampler: { name: "random" },
  trials: TRIALS,
  seed: 1,
});
for (const id of [solve.id, prediction.id, study.run.id]) await succeeded(id);
const trials = await expectCall<{ runId: string[] }>(200, "GET", `/studies/${study.run.id}/trials?limit=5000`);
assert.equal(trials.runId.length, TRIALS);
// A study has no log of its own.
for (const id of [training.id, solve.id, prediction.id, ...trials.runId]) await sealed(id);

const going = await newProject("backup meanwhile");
const live = await accepted<Run>(`/projects/${going}/runs`, {
  ...learning,
  datasetId: await stored(going, "titanic.csv", titanic()),
  kind: "training",
  name: "goes on",
  // Deep trees on every row: slow ones.
  parameters: { n_estimators: 10_000, learning_rate: 0.001, early_stopping_rounds: 0, num_leaves: 1024, min_child_samples: 1 },
});
await until(
  "the training that goes on has points",
  () => expectCall<{ items: { points: number }[] }>(200, "GET", `/runs/${live.id}/metrics/keys`),
  ({ items }) => items.some(({ points }) => points >= POINTS),
  60_000,
);

const place: Place = { project, studies: [study.run.id], dataset, source: await writer.source(), live: live.id };
save("place", place);
