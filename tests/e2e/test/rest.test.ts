import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { type Dataset, download, ended, expectCall, newProject, type Run, upload } from "../src/api.ts";
import { penguins, rows, tips, titanic } from "../src/tables.ts";

interface Predictions {
  predictions: { prediction: unknown; probabilities?: Record<string, number> }[];
}

async function stored(project: string, name: string, csv: string): Promise<Dataset> {
  const answer = await upload<Dataset>(project, name, csv);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  assert.equal(answer.body.sha256, createHash("sha256").update(csv).digest("hex"));
  return answer.body;
}

/** The rows that the training process held out, with what it predicted, as it stored them. */
async function heldOut(runId: string): Promise<Record<string, string | number | boolean | null>[]> {
  const answer = await download(`/runs/${runId}/artifacts/held-out-predictions.csv`);
  assert.equal(answer.status, 200);
  return rows(await answer.text());
}

test("penguins: three classes, trained and predicted through REST", async () => {
  const project = await newProject("penguins");
  const csv = penguins();
  const dataset = await stored(project, "penguins.csv", csv);
  const started = await expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    algorithm: "lightgbm",
    datasetId: dataset.id,
    target: "species",
  });
  const run = await ended(started.id);
  assert.equal(run.status, "succeeded", JSON.stringify(run.failure));
  assert.ok((run.summary.accuracy ?? 0) > 0.9, `accuracy ${run.summary.accuracy}`);
  assert.ok((run.summary.roc_auc ?? 0) > 0.95, `roc_auc ${run.summary.roc_auc}`);
  assert.ok(run.model);

  const held = await heldOut(run.id);
  assert.ok(held.length > 50);
  const table = rows(csv);
  const asked = held.map((row) => {
    const { species: _, ...features } = table[Number(row.row)] ?? {};
    return features;
  });
  const answer = await expectCall<Predictions>(
    200,
    "POST",
    `/models/${run.model.modelId}/versions/${run.model.version}/predict`,
    { rows: asked },
  );
  assert.equal(answer.predictions.length, held.length);
  answer.predictions.forEach((prediction, i) => {
    assert.equal(prediction.prediction, held[i]?.prediction);
    for (const [name, probability] of Object.entries(prediction.probabilities ?? {})) {
      assert.equal(probability, held[i]?.[`probability_${name}`], `row ${i}, ${name}`);
    }
  });
});

test("tips: a regression, trained through REST, predicted in batch", async () => {
  const project = await newProject("tips");
  const dataset = await stored(project, "tips.csv", tips());
  const started = await expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    algorithm: "ridge",
    datasetId: dataset.id,
    target: "tip",
    validation: { method: "kfold", folds: 5, seed: 7 },
  });
  const run = await ended(started.id);
  assert.equal(run.status, "succeeded", JSON.stringify(run.failure));
  assert.ok((run.summary.r2 ?? 0) > 0.2, `r2 ${run.summary.r2}`);
  assert.ok((run.summary.rmse ?? 9) < 1.5, `rmse ${run.summary.rmse}`);

  const batch = await expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "prediction",
    modelId: run.model?.modelId,
    datasetId: dataset.id,
  });
  const predicted = await ended(batch.id);
  assert.equal(predicted.status, "succeeded", JSON.stringify(predicted.failure));
  const result = await (await download(`/runs/${predicted.id}/artifacts/predictions.csv`)).text();
  assert.equal(rows(result).length, dataset.rows);
  assert.ok(rows(result).every((row) => typeof row.prediction === "number"));
});

test("titanic: the warned-about column is named, and leaving it out still learns", async () => {
  const project = await newProject("titanic");
  const dataset = await stored(project, "titanic.csv", titanic());
  const check = await expectCall<{ task: string; warnings: { code: string; column?: string }[] }>(
    200,
    "GET",
    `/datasets/${dataset.id}/target-check?target=survived`,
  );
  assert.equal(check.task, "classification");
  assert.deepEqual(
    check.warnings.filter((warning) => warning.code === "leakage").map((warning) => warning.column),
    ["alive"],
  );
  const started = await expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    algorithm: "lightgbm",
    datasetId: dataset.id,
    target: "survived",
    excludedColumns: ["alive"],
    validation: { seed: 1 },
  });
  const run = await ended(started.id);
  assert.equal(run.status, "succeeded", JSON.stringify(run.failure));
  assert.ok((run.summary.roc_auc ?? 0) > 0.8, `roc_auc ${run.summary.roc_auc}`);
  assert.ok((run.summary.roc_auc ?? 1) < 0.99, "a score without the give-away column is not perfect");

  const events = await expectCall<{ items: { type: string; time: string }[] }>(200, "GET", `/runs/${run.id}/events`);
  const types = events.items.map((event) => event.type);
  for (const type of ["created", "queued", "starting", "running", "succeeded"]) assert.ok(types.includes(type), type);
  assert.equal(types.filter((type) => type === "succeeded").length, 1);

  const series = await expectCall<{ items: { key: string; points: number; step: number[] }[] }>(
    200,
    "GET",
    `/runs/${run.id}/metrics`,
  );
  assert.ok(series.items.some((item) => item.points > 10));
});
