import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import type { BrowserContext, Page } from "playwright-core";
import { accessToken, type Dataset, ended, expectCall, newProject, type Run, upload, url } from "../src/api.ts";
import { launch, seriousFindings, signIn } from "../src/browser.ts";
import { atMost } from "../src/budget.ts";
import { tips, titanic } from "../src/tables.ts";

let browser: BrowserContext;
let page: Page;
let project = "";
let trained: Run;
let regression: Run;
let failed: Run;

const address = (run: Run, tab?: string) => `${url}/projects/${project}/runs/${run.id}${tab ? `?tab=${tab}` : ""}`;

before(async () => {
  project = await newProject("run page");
  const dataset = (await upload<Dataset>(project, "titanic.csv", titanic())).body;
  const numbers = (await upload<Dataset>(project, "tips.csv", tips())).body;
  const start = (body: object) => expectCall<Run>(201, "POST", `/projects/${project}/runs`, body);
  const classification = {
    kind: "training",
    algorithm: "lightgbm",
    datasetId: dataset.id,
    target: "survived",
    excludedColumns: ["alive"],
    parameters: { n_estimators: 15 },
  };
  const started = await Promise.all([
    start(classification),
    start({ kind: "training", algorithm: "ridge", datasetId: numbers.id, target: "tip" }),
  ]);
  [trained, regression] = (await Promise.all(started.map((run) => ended(run.id)))) as [Run, Run];
  assert.equal(trained.status, "succeeded");
  assert.equal(regression.status, "succeeded");
  // Every class of one row: nothing can be held out.
  const single = (await upload<Dataset>(project, "single.csv", "a,label\n1,x\n2,y\n3,z\n4,w\n")).body;
  const failing = {
    ...classification,
    datasetId: single.id,
    target: "label",
    task: "classification",
    excludedColumns: [],
  };
  const first = await ended((await start(failing)).id);
  failed = await ended((await start(failing)).id);
  assert.deepEqual([first.status, failed.status], ["failed", "failed"]);
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page);
});

after(() => browser?.close());

test("29: a failed run opens with what went wrong, where, and the runs that failed alike", async () => {
  await page.goto(address(failed));
  const card = page.locator(".failure-card");
  await card.waitFor();
  assert.match((await card.textContent()) ?? "", /Failed/);
  await card.getByText("Similar failures: 1").click();
  assert.equal(await card.locator(".similar-failures a").count(), 1);
});

test("76: a cell of the confusion matrix opens as many rows as it says", async () => {
  await page.goto(address(trained, "evaluation"));
  const cell = page.getByRole("button", { name: /^actual 1, predicted 0: / });
  await cell.waitFor();
  const count = Number(await cell.locator("b").textContent());
  assert.ok(count > 0);
  await cell.click();
  const rows = page.getByRole("table", { name: /Held-out rows: actual 1, predicted 0/ });
  await rows.waitFor();
  assert.equal(await rows.locator("tbody tr").count(), Math.min(count, 100));
  await page.getByText(new RegExp(`of ${count} rows?$`)).waitFor();
});

test("77: the threshold moves matrix, scores and the marks on both curves within 100 ms", async () => {
  await page.goto(address(trained, "evaluation"));
  await page.getByLabel("Threshold", { exact: true }).waitFor();
  await page.locator(".plot-mark").nth(1).waitFor();
  const moved = await page.evaluate(async () => {
    const slider = document.querySelector<HTMLInputElement>('input[aria-label="Threshold"]');
    if (!slider) throw new Error("there is no slider");
    const seen = () => ({
      recall: document.querySelector('[data-score="Recall"]')?.textContent,
      precision: document.querySelector('[data-score="Precision"]')?.textContent,
      cells: Array.from(document.querySelectorAll(".matrix td button"))
        .map((one) => one.textContent)
        .join(),
      marks: Array.from(document.querySelectorAll(".plot-mark"))
        .map((one) => `${one.getAttribute("cx")} ${one.getAttribute("cy")}`)
        .join(),
    });
    const first = seen();
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    const began = performance.now();
    set?.call(slider, "250");
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return { first, moved: seen(), millis: performance.now() - began };
  });
  for (const part of ["recall", "cells", "marks"] as const) {
    assert.notEqual(moved.moved[part], moved.first[part], `${part} did not move`);
  }
  assert.ok(moved.millis <= atMost(100), `it took ${moved.millis} ms`);
});

test("95: evaluation plots have a name with their numbers and a data table", async () => {
  await page.goto(address(regression, "evaluation"));
  const plots = page.locator("svg.plot");
  await plots.first().waitFor();
  for (const label of await plots.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? ""))) {
    assert.ok(label.length > 10, label);
  }
  await page.getByText("Data table").first().click();
  await page.getByRole("table", { name: "Predicted and actual values" }).waitFor();
});

test("the overview knows the environment of the attempt", async () => {
  await page.goto(address(trained));
  await page.getByRole("heading", { name: "Environment" }).waitFor();
  await page.getByText(/^\d+ packages$/).click();
  await page.getByLabel("Find a package").fill("lightgbm");
  await page.locator("pre", { hasText: /^lightgbm==\d/ }).waitFor();
});

test("the command that starts a run again does", async () => {
  await page.goto(address(trained, "config"));
  const command = (await page.getByTestId("reproduce").textContent()) ?? "";
  const { stdout } = await promisify(execFile)("bash", ["-c", command], {
    env: { ...process.env, SIGNALBOX_TOKEN: await accessToken() },
  });
  const again = await ended((JSON.parse(stdout) as Run).id);
  assert.equal(again.status, "succeeded");
  assert.equal(again.summary.roc_auc, trained.summary.roc_auc);
});

test("91: the tabs of a run have no serious finding of axe in both themes", async () => {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    for (const tab of ["evaluation", "config", "artifacts", "timeline"]) {
      await page.goto(address(trained, tab));
      await page.getByRole("tabpanel").waitFor();
      assert.deepEqual(await seriousFindings(page), [], `${tab} ${theme}`);
    }
  }
});
