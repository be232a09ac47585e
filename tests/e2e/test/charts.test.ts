/**
 * The charts of a run in a browser against the whole system. The numbers are those of the requirements. Pure parts (palette under
 * colour blindness, clipping, summaries, the address) are tested in web/src/features/metric.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { type Dataset, ended, expectCall, newProject, type Run, until, upload } from "../src/api.ts";
import { launch, picture, signIn } from "../src/browser.ts";
import { titanic } from "../src/tables.ts";

const TREES = 120;

let browser: BrowserContext;
let page: Page;
let project = "";
let run: Run;
const problems: string[] = [];

const training = (dataset: string, trees: number) =>
  expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    algorithm: "lightgbm",
    datasetId: dataset,
    target: "survived",
    excludedColumns: ["alive"],
    parameters: { n_estimators: trees, learning_rate: 0.02, early_stopping_rounds: 0 },
  });

let dataset = "";

before(async () => {
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  page.on("pageerror", (error) => problems.push(String(error)));
  // What the tests run in the page is compiled with calls of this.
  await page.addInitScript("globalThis.__name = (value) => value");
  project = await newProject("charts");
  const answer = await upload<Dataset>(project, "titanic.csv", titanic());
  dataset = answer.body.id;
  run = await ended((await training(dataset, TREES)).id);
  assert.equal(run.status, "succeeded");
  await signIn(page, path());
});

after(async () => {
  await browser.close();
});

const path = (rest = "tab=charts", id = run.id) => `/projects/${project}/runs/${id}?${rest}`;
const cards = (): Locator => page.locator(".chart-card");
const card = (id: string): Locator => page.locator(`.chart-card[data-chart="${id}"]`);
const frame = (id: string): Locator => card(id).locator(".chart-frame");

async function open(rest = "tab=charts", id = run.id): Promise<void> {
  await page.goto("about:blank");
  await page.goto(path(rest, id));
  await page.locator(".chart-frame canvas").first().waitFor();
}

/** The metrics that have a chart, in the order of the page. */
const shown = (): Promise<string[]> =>
  cards().evaluateAll((all) => all.map((one) => one.getAttribute("data-chart") ?? ""));

/** The first two charts of a section with lines of many points. */
async function pair(): Promise<[string, string]> {
  const ids = (await shown()).filter((id) => id.startsWith("train/") || id.startsWith("valid/"));
  const section = ids[0]?.split("/")[0];
  const [one, other] = ids.filter((id) => id.startsWith(`${section}/`));
  assert.ok(one && other, `two charts of one section, of ${ids}`);
  return [one, other];
}

async function choose(id: string, label: string, value: string): Promise<void> {
  await card(id).hover();
  await card(id)
    .getByRole("button", { name: /^View of/ })
    .click();
  const panel = page.locator(".chart-options");
  await panel.getByLabel(label, { exact: true }).selectOption(value);
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
}

const range = async (id: string): Promise<[number, number]> => {
  const [from, to] = ((await frame(id).getAttribute("data-range")) ?? "").split(" ").map(Number);
  return [from ?? Number.NaN, to ?? Number.NaN];
};

const rangeIs = (id: string, is: (from: number, to: number) => boolean) =>
  until(
    `the range of ${id}`,
    () => range(id),
    ([from, to]) => is(from, to),
    10_000,
  );

/** The same but for a hundredth of the range: two metrics are not logged in the same microsecond. */
const near = (one: number, other: number, range: number) => Math.abs(one - other) <= range * 0.01;

async function point(id: string, x: number, y = 0.5): Promise<void> {
  await frame(id).scrollIntoViewIfNeeded();
  const box = await frame(id).locator(".u-over").boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
}

test("7: the header and at least four charts are seen without scrolling", async () => {
  await open();
  const whole = await cards().evaluateAll(
    (all) =>
      all.filter((one) => {
        const box = one.getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight && one.querySelector("canvas");
      }).length,
  );
  assert.ok(whole >= 4, `${whole} charts`);
  assert.ok(await page.locator(".run-header h1").isVisible());
  await picture(page, "charts-light");
});

test("34: the x axis of one chart is that of its section while it is in sync, and of itself when it is not", async () => {
  await open();
  const [one, other] = await pair();
  await rangeIs(one, (_from, to) => to === TREES || to === TREES - 1);
  for (const axis of ["relative", "wall", "epoch", `metric:${other}`]) {
    await choose(one, "X axis", axis);
    await until(
      `both go by ${axis}`,
      async () => [new URL(page.url()).searchParams.get("set") ?? "", await range(one), await range(other)] as const,
      ([set, a, b]) => set.includes(axis) && near(a[0], b[0], a[1] - a[0]) && near(a[1], b[1], a[1] - a[0]),
    );
  }
  await choose(one, "X axis", "wall");
  await rangeIs(other, (from) => from > 1e9);
  await page
    .getByRole("region", { name: one.split("/")[0], exact: true })
    .getByLabel("Sync")
    .uncheck();
  await choose(one, "X axis", "step");
  await rangeIs(one, (_from, to) => to <= TREES);
  assert.ok((await range(other))[0] > 1e9);
});

test("35: the crosshair is at the same x on every synced chart in the frame of the move", async () => {
  await open();
  const [one] = await pair();
  await frame(one).scrollIntoViewIfNeeded();
  const places = await frame(one)
    .locator(".u-over")
    .evaluate(
      (over) =>
        new Promise<number[]>((resolve) => {
          const box = over.getBoundingClientRect();
          const move = { clientX: box.left + box.width * 0.4, clientY: box.top + 20, bubbles: true };
          over.dispatchEvent(new PointerEvent("pointermove", move));
          // The next frame, after what the page asked to be done in it.
          requestAnimationFrame(() =>
            resolve(
              Array.from(document.querySelectorAll<HTMLElement>(".chart-rule"))
                .filter((rule) => !rule.hidden)
                .map((rule) => {
                  const left = Number(/translateX\(([\d.]+)px\)/.exec(rule.style.transform)?.[1]);
                  const plot = rule.parentElement?.clientWidth ?? 1;
                  const [from, to] = (rule.closest<HTMLElement>(".chart-frame")?.dataset.range ?? "")
                    .split(" ")
                    .map(Number);
                  return (from ?? 0) + (left / plot) * ((to ?? 0) - (from ?? 0));
                }),
            ),
          );
        }),
    );
  assert.ok(places.length >= 3, `${places.length} charts`);
  for (const place of places) assert.ok(Math.abs(place - (places[0] ?? 0)) < TREES * 0.005, `${places}`);
});

test("36: a smoothed line lies over a fainter raw one, and the tooltip has both values", async () => {
  await open();
  const [one] = await pair();
  await choose(one, "Smoothing", "twema");
  await until(
    "the address has it",
    async () => decodeURIComponent(page.url()),
    (url) => url.includes("twema"),
  );
  await page.locator(`.chart-card[data-chart="${one}"]:not([aria-busy])`).waitFor();
  await point(one, 0.5);
  const tip = card(one).locator(".chart-tip");
  await tip.waitFor();
  assert.match((await tip.textContent()) ?? "", /raw \d/);
  await picture(page, "charts-smoothed");
});

test("37: smoothing ends at 0.999", async () => {
  await open();
  const [one] = await pair();
  await choose(one, "Smoothing", "gaussian");
  await card(one).hover();
  await card(one)
    .getByRole("button", { name: /^View of/ })
    .click();
  const amount = page.getByRole("slider", { name: "Smoothing amount" });
  assert.equal(await amount.getAttribute("max"), "0.999");
  const number = page.getByRole("spinbutton", { name: "Smoothing amount as a number" });
  await number.fill("1.5");
  await number.fill("0.999");
  await until(
    "the address has it",
    async () => decodeURIComponent(page.url()),
    (url) => url.includes("gaussian~0.999"),
  );
  await page.keyboard.press("Escape");
});

test("39: what lies outside of p1 to p99 is counted at the edge", async () => {
  await open();
  const [one] = await pair();
  await card(one).hover();
  await card(one)
    .getByRole("button", { name: /^View of/ })
    .click();
  await page.getByLabel("Clip outliers to p1–p99").check();
  await page.keyboard.press("Escape");
  await card(one)
    .getByText(/\d+ points? outside/)
    .first()
    .waitFor();
});

test("40: each chart says how many runs, buckets and raw points it shows", async () => {
  await open();
  const said = await page.locator(".chart-sampling").allTextContents();
  assert.ok(said.length > 0);
  for (const text of said) assert.match(text, /^1 run · (\d+ buckets · )?raw [\d,]+ pts/);
});

test("47: a run that is pointed at in a legend stands out in every chart", async () => {
  await open();
  const [one] = await pair();
  await card(one).locator(".chart-legend button").first().hover();
  await until(
    "every chart knows",
    () => page.locator(".chart-frame").evaluateAll((all) => all.map((host) => (host as HTMLElement).dataset.highlight)),
    (runs) => runs.length >= 4 && runs.every((id) => id === run.id),
  );
});
