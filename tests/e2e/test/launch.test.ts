import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { type Dataset, ended, expectCall, newProject, type Run, upload, url } from "../src/api.ts";
import { launch, seriousFindings, signIn } from "../src/browser.ts";
import { atMost } from "../src/budget.ts";
import { titanic } from "../src/tables.ts";

interface RunPage {
  items: (Run & { tags: string[]; spec: { validation?: { seed: number } } })[];
  total: number;
}

let browser: BrowserContext;
let page: Page;
let project = "";
let dataset: Dataset;
let trained: Run;

const form = (search: string) => `${url}/projects/${project}/new?${search}`;

before(async () => {
  project = await newProject("launch");
  dataset = (await upload<Dataset>(project, "titanic.csv", titanic())).body;
  const started = await expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    algorithm: "logistic_regression",
    datasetId: dataset.id,
    target: "survived",
    excludedColumns: ["alive"],
    name: "first",
  });
  trained = await ended(started.id);
  assert.equal(trained.status, "succeeded");
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page);
});

after(() => browser?.close());

test("31: a cloned run is prefilled, and what differs is listed as fields are changed", async () => {
  await page.goto(form(`kind=training&from=${trained.id}`));
  await page.getByText("The same as the cloned run").waitFor();
  await page.getByLabel("Seed").fill("7");
  const differences = page.getByRole("region", { name: "Differences from the cloned run" });
  await differences.getByText("validation.seed").waitFor();
  assert.match((await differences.textContent()) ?? "", /7/);
  await page.getByLabel("Seed").fill("0");
  await page.getByText("The same as the cloned run").waitFor();
});

test("81: an invalid form moves the focus to the first error, links each error to its field, and keeps the values", async () => {
  await page.goto(form(`kind=training&from=${trained.id}`));
  await page.getByLabel("Held-out share").fill("2");
  await page.getByLabel("Seed").fill("-1");
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByText("The run was not started. What you entered is kept.").waitFor();
  const focused = page.locator(":focus");
  assert.equal(await focused.inputValue(), "2");
  assert.equal(await focused.getAttribute("aria-invalid"), "true");
  const described = (await focused.getAttribute("aria-describedby"))?.split(" ") ?? [];
  const words = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).textContent()));
  assert.ok(words.some((text) => (text ?? "").includes("more than 0 and less than 1")));
  await page.getByRole("button", { name: /^Seed: / }).click();
  assert.equal(await page.locator(":focus").inputValue(), "-1");
});

test("82: form and JSON keep each other's values, and an unknown key is an error with its place", async () => {
  await page.goto(form(`kind=training&from=${trained.id}`));
  await page.getByRole("radio", { name: "JSON", exact: true }).check();
  const text = page.getByLabel("Parameters as JSON");
  const before = JSON.parse(await text.inputValue()) as Record<string, unknown>;
  const [name] = Object.entries(before).find(([, value]) => typeof value === "number") ?? [];
  assert.ok(name);
  await text.fill(JSON.stringify({ ...before, no_such_thing: 1 }, null, 2));
  await page.getByText(/There is no parameter “no_such_thing” \(line \d+, column 3\)/).waitFor();
  await text.fill(JSON.stringify(before, null, 2));
  await page.getByRole("radio", { name: "Basic", exact: true }).check();
  await page.getByRole("radio", { name: "JSON", exact: true }).check();
  assert.deepEqual(JSON.parse(await page.getByLabel("Parameters as JSON").inputValue()), before);
});

test("83: a batch prediction without a column is refused before it starts, and another column can stand in", async () => {
  const renamed = titanic().replace(/^([^\n]*)\bsex\b/, "$1gender");
  const other = (await upload<Dataset>(project, "renamed.csv", renamed)).body;
  const models = await expectCall<{ items: { id: string }[] }>(200, "GET", `/projects/${project}/models`);
  const model = models.items[0]?.id ?? "";
  await page.goto(form(`kind=prediction&dataset=${other.id}&model=${model}`));
  await page.getByText("“sex” is missing").waitFor();
  await page.getByRole("button", { name: "Start prediction" }).click();
  await page.getByText("The run was not started. What you entered is kept.").waitFor();
  await page.getByLabel("Column for sex").selectOption("gender");
  await page.getByText("The dataset has every column that the model needs.").waitFor();
  await page.getByRole("button", { name: "Start prediction" }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]+/);
  const id = /runs\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? "";
  assert.equal((await ended(id)).status, "succeeded");
});

test("a template is kept on the server and fills the form in again", async () => {
  await page.goto(form(`kind=training&from=${trained.id}`));
  await page.getByLabel("Seed", { exact: true }).fill("41");
  await page.getByRole("button", { name: "Save as template" }).click();
  await page.getByLabel("Name of the template").fill("seed 41");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("list", { name: "Templates" }).getByText("seed 41").waitFor();
  await page.goto(form("kind=training"));
  await page.getByLabel("Seed", { exact: true }).fill("3");
  await page.getByRole("list", { name: "Templates" }).getByText("seed 41").click();
  assert.equal(await page.getByLabel("Seed", { exact: true }).inputValue(), "41");
});

test("repeats start as many runs with seeds that follow each other", async () => {
  await page.goto(form(`kind=training&from=${trained.id}`));
  await page.getByLabel("Name", { exact: true }).fill("many");
  await page.getByLabel("Repeats").fill("3");
  await page.getByRole("button", { name: "Start 3 trainings" }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]+/);
  const { items } = await expectCall<RunPage>(200, "GET", `/projects/${project}/runs?limit=10`);
  const repeats = items.filter((run) => run.tags.some((tag) => tag.startsWith("repeat-")));
  assert.deepEqual(repeats.map((run) => run.spec.validation?.seed).sort(), [0, 1, 2]);
  assert.equal(new Set(repeats.flatMap((run) => run.tags)).size, 1);
});

test("80: typing in a form of a hundred fields takes at most 50 ms to the next paint", async () => {
  const properties = Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [
      `field_${at}`,
      { type: "number", title: `Field ${at}`, description: "A number.", default: 1, minimum: 0, maximum: 1e9 },
    ]),
  );
  // The same backend answers everything but the one schema, which no service of ours has.
  await page.route("**/api/v1/algorithms", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { items: { name: string; parametersSchema: unknown }[] };
    for (const one of body.items) {
      if (one.name === "logistic_regression") one.parametersSchema = { type: "object", properties };
    }
    await route.fulfill({ response: answer, json: body });
  });
  await page.goto(form(`kind=training&from=${trained.id}`));
  const field = page.getByLabel("Field 50", { exact: true });
  await field.waitFor();
  assert.ok((await page.locator('[data-field^="parameters."]').count()) >= 100);
  const slowest = await field.evaluate(async (input: HTMLInputElement) => {
    input.focus();
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const times: number[] = [];
    for (const text of ["2", "25", "250", "2500", "1e", "1e-", "1e-4", "12", "123", "1234"]) {
      await frame();
      const began = performance.now();
      set?.call(input, text);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await frame();
      times.push(performance.now() - began);
    }
    // The first two also compile the code.
    return Math.max(...times.slice(2));
  });
  await page.unroute("**/api/v1/algorithms");
  assert.ok(slowest <= atMost(50), `${slowest} ms`);
});

test("91: the launch form has no serious finding of axe in both themes", async () => {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(form(`kind=training&from=${trained.id}`));
    await page.getByText("The same as the cloned run").waitFor();
    assert.deepEqual(await seriousFindings(page), [], theme);
  }
});
