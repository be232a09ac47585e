/**
 * What studies are for: a search of sixty trials finds better parameters than the defaults, on the same folds, and pruning spares much of the
 * work. It takes some minutes, so it is played when SIGNALBOX_BUDGETS is set.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Dataset, ended, expectCall, newProject, type Run, upload } from "../src/api.ts";
import { endedStudy, startStudy, type Trial, trialsOf } from "../src/studies.ts";
import { titanic } from "../src/tables.ts";

const TRIALS = 60;
const FOLDS = 10;
/** One for each fold, and the model of all rows. */
const FITS = FOLDS + 1;
const LONGEST_MS = 580_000;
const LEAST_SAVED = 0.3;

/** How many folds of a trial were evaluated: its stored points. */
async function foldsOf(trial: Trial): Promise<number> {
  const { items } = await expectCall<{ items: { key: string; points: number }[] }>(
    200,
    "GET",
    `/runs/${trial.runId}/metrics?key=${encodeURIComponent("fold/roc_auc")}&width=100`,
  );
  return items.find(({ key }) => key === "fold/roc_auc")?.points ?? 0;
}

test("a TPE study of 60 trials beats the default parameters on the same folds, and pruning saves 30 % of the iterations", {
  skip: process.env.SIGNALBOX_BUDGETS ? false : "it takes some minutes: set SIGNALBOX_BUDGETS",
}, async (t) => {
  const project = await newProject("titanic study");
  const dataset = (await upload<Dataset>(project, "titanic.csv", titanic())).body.id;
  const work = {
    algorithm: "lightgbm",
    datasetId: dataset,
    target: "survived",
    excludedColumns: ["alive"],
    validation: { method: "kfold", folds: FOLDS, seed: 1 },
  };
  const plain = await ended(
    (await expectCall<Run>(201, "POST", `/projects/${project}/runs`, { ...work, kind: "training" })).id,
    LONGEST_MS,
  );
  assert.equal(plain.status, "succeeded", JSON.stringify(plain.failure));
  const study = await startStudy(project, {
    ...work,
    // Every fit has the same number of iterations, so that a share of the fits is a share of the iterations.
    parameters: { n_estimators: 600, early_stopping_rounds: 0 },
    search: {
      learning_rate: { type: "float", low: 0.002, high: 0.1, log: true },
      num_leaves: { type: "integer", low: 3, high: 48, log: true },
      min_child_samples: { type: "integer", low: 2, high: 80, log: true },
      subsample: { type: "float", low: 0.4, high: 1 },
      colsample_bytree: { type: "float", low: 0.3, high: 1 },
      reg_lambda: { type: "float", low: 0.001, high: 50, log: true },
    },
    objectives: [{ metric: "roc_auc" }],
    sampler: { name: "tpe" },
    pruner: { name: "percentile", parameters: { percentile: 30, n_startup_trials: 5 } },
    seed: 1912,
    trials: TRIALS,
    parallelism: 2,
  });
  assert.equal(study.objectives[0]?.direction, "maximize");
  assert.equal(study.pruner?.metric, "fold/roc_auc");

  const over = await endedStudy(study.run.id, LONGEST_MS);
  assert.equal(over.run.status, "succeeded", JSON.stringify(over.run.failure));
  const { completed, pruned } = over.counts;
  assert.equal(completed + pruned, TRIALS, JSON.stringify(over.counts));
  const trials = await trialsOf(study.run.id);
  let fits = 0;
  for (const trial of trials) {
    // What a trial was at when it was stopped counts as a whole fit.
    fits += trial.state === "completed" ? FITS : Math.min(FITS, (await foldsOf(trial)) + 1);
  }
  const saved = 1 - fits / (TRIALS * FITS);
  const best = over.best[0]?.values[0] ?? Number.NaN;
  const usual = plain.summary.roc_auc ?? Number.NaN;
  t.diagnostic(`roc_auc ${best.toFixed(4)} after ${completed} completed trials, ${usual.toFixed(4)} by default`);
  t.diagnostic(`${pruned} of ${TRIALS} trials pruned: ${(100 * saved).toFixed(0)} % of the iterations saved`);
  assert.ok(best > usual, `${best} is not better than ${usual}`);
  assert.ok(saved >= LEAST_SAVED, `${saved} saved`);
});
