/** The restored instance does what an instance does: it trains on a restored dataset. */
import assert from "node:assert/strict";
import { ended, expectCall, type Run, until } from "../e2e/src/api.ts";
import { load, type Place } from "./place.mts";

const place = load<Place>("place");
await until(
  "LightGBM is offered",
  () => expectCall<{ items: { name: string; available: boolean }[] }>(200, "GET", "/algorithms"),
  ({ items }) => items.some(({ name, available }) => name === "lightgbm" && available),
  60_000,
);
const started = await expectCall<Run>(201, "POST", `/projects/${place.project}/runs`, {
  kind: "training",
  name: "after the restore",
  algorithm: "lightgbm",
  datasetId: place.dataset,
  target: "survived",
  excludedColumns: ["alive"],
  parameters: { n_estimators: 20 },
});
const run = await ended(started.id);
assert.equal(run.status, "succeeded", JSON.stringify(run.failure));
assert.ok(run.model, "it has stored a model");
console.log("The restored instance trains.");
