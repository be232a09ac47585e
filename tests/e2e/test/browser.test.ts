import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { ended, expectCall, newProject, type Run, until } from "../src/api.ts";
import { launch, picture, signIn, type Theme } from "../src/browser.ts";
import { titanic } from "../src/tables.ts";

const opened: BrowserContext[] = [];

async function open(theme: Theme, path: string): Promise<Page> {
  const browser = await launch(theme);
  opened.push(browser);
  const page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page, path);
  return page;
}

after(async () => {
  for (const browser of opened) await browser.close();
});

/** The text that a screen reader hears of the first chart. */
async function chartSummary(page: Page): Promise<string> {
  return (await page.locator(".chart-card p.visually-hidden").first().textContent()) ?? "";
}

test("a person uploads, trains, watches, downloads the model and predicts", async (t) => {
  const project = await newProject("person");
  const page = await open("light", `/projects/${project}/datasets`);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));

  // A step after one that failed would only wait in vain.
  let broken = false;
  const step = (name: string, act: () => Promise<void>) =>
    t.test(name, async () => {
      assert.ok(!broken, "a step before failed");
      broken = true;
      await act();
      broken = false;
    });

  await step("upload titanic.csv", async () => {
    await page.getByLabel("Files to upload").setInputFiles({
      name: "titanic.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(titanic()),
    });
    await page.getByRole("button", { name: "Store dataset" }).click();
    await page.getByRole("heading", { name: "titanic.csv v1" }).waitFor();
    await page.getByRole("tab", { name: "Profile" }).click();
    await page.getByText("embark_town").filter({ visible: true }).first().waitFor();
    await picture(page, "journey-1-profile");
  });

  await step("start a training without the column that gives the target away", async () => {
    await page.getByRole("link", { name: "Train on this" }).click();
    const target = page.getByRole("combobox", { name: "Target" });
    await target.click();
    await target.fill("survived");
    await page.getByRole("option", { name: /^survived/ }).click();
    await page.getByRole("button", { name: "Leave out alive" }).click();
    await page.getByText("“alive” is left out.").waitFor();
    await page.getByRole("radio", { name: "LightGBM" }).check();
    await page.getByRole("textbox", { name: /^Trees/ }).fill("4000");
    await page.getByRole("textbox", { name: /^Learning rate/ }).fill("5e-3");
    await page.getByRole("textbox", { name: /^Patience/ }).fill("0");
    await picture(page, "journey-2-new-run");
    await page.getByRole("button", { name: /^Start/ }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  });

  const runId = /runs\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";

  await step("watch the metric move before the run ends", async () => {
    await page.locator(".chart-card").first().waitFor({ timeout: 60_000 });
    await page.getByRole("progressbar").first().waitFor();
    const first = await until(
      "the chart has a value",
      () => chartSummary(page),
      (words) => /last \d/.test(words),
    );
    await page.waitForFunction(
      (before) => document.querySelector(".chart-card p.visually-hidden")?.textContent !== before,
      first,
      { timeout: 20_000 },
    );
    const run = await expectCall<Run>(200, "GET", `/runs/${runId}`);
    assert.equal(run.status, "running", "the chart moved while the run was running");
    await picture(page, "journey-3-running");
  });

  await step("see the score on held-out rows, without a reload", async () => {
    await page.locator(".run-header").getByText("Succeeded").waitFor({ timeout: 90_000 });
    const run = await ended(runId);
    assert.ok((run.summary.roc_auc ?? 0) > 0.8, `roc_auc ${run.summary.roc_auc}`);
    const shown = await page.locator(".stat", { hasText: "roc_auc" }).locator(".stat-value").textContent();
    assert.ok(Math.abs(Number(shown) - (run.summary.roc_auc ?? 0)) < 0.001, `shown ${shown}`);
    await picture(page, "journey-4-succeeded");
    await page.getByRole("tab", { name: "Evaluation" }).click();
    await page.getByRole("list", { name: "Columns by importance" }).waitFor();
    await picture(page, "journey-5-evaluation");
  });

  await step("download the model", async () => {
    await page.getByRole("tab", { name: "Artifacts" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download model.zip" }).click(),
    ]);
    const bytes = readFileSync(await download.path());
    const listed = await expectCall<{ items: { name: string; sha256: string }[] }>(
      200,
      "GET",
      `/runs/${runId}/artifacts`,
    );
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    assert.equal(sha256, listed.items.find((artifact) => artifact.name === "model.zip")?.sha256);
    assert.doesNotMatch(bytes.toString("latin1"), /\.pkl|\.pickle|joblib/);
  });

  await step("predict one row", async () => {
    await page.getByRole("tab", { name: "Predict" }).click();
    await page.getByRole("button", { name: "Predict", exact: true }).click();
    const answer = page.getByRole("region", { name: "Prediction", exact: true });
    await answer.getByRole("list", { name: "Class probabilities" }).waitFor({ timeout: 15_000 });
    assert.match((await answer.getByTestId("prediction").textContent()) ?? "", /^[01]$/);
    await picture(page, "journey-6-predict");
  });

  assert.deepEqual(problems, [], "no script error on the way");
});

test("a ragged file is refused with its lines, in the page", async () => {
  const project = await newProject("ragged");
  const page = await open("light", `/projects/${project}/datasets`);
  await page.getByLabel("Files to upload").setInputFiles({
    name: "ragged.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("a,b,c\n1,2,3\n4,5\n"),
  });
  await page.getByText("4,5").waitFor();
  await picture(page, "ragged");
});

test("a run that does not exist is named on a page of its own", async () => {
  const project = await newProject("nothing");
  const missing = "01a00000-0000-7000-8000-000000000000";
  const page = await open("light", `/projects/${project}/runs/${missing}`);
  await page.getByText("There is no such run").waitFor();
  await page.getByText(missing).waitFor();
});
