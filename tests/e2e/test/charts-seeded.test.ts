/**
 * Charts of much and of odd data: a run with 1,000,000 points and one spike, 200 runs of 10,000, 500 metrics, NaN. The seeding program
 * puts them into the databases.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { expectCall, until } from "../src/api.ts";
import { launch, picture, signIn } from "../src/browser.ts";

interface Seeded {
  project: string;
  "F-chart": { long: string; key: string; spike: { step: number; value: number }; runs: string[]; manyKey: string };
  "F-wide": { run: string };
  "F-odd": { run: string; nans: number };
}

const MOST_CANVASES = 40;

let browser: BrowserContext;
let page: Page;
let seeded: Seeded;

before(async () => {
  const program = fileURLToPath(new URL("../../seed/run.sh", import.meta.url));
  const asked = ["--data", process.env.SIGNALBOX_E2E_DATA ?? "", "--project", `charts ${Date.now()}`];
  seeded = JSON.parse(
    execFileSync(program, [...asked, "F-chart=60", "F-wide", "F-odd"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }),
  ) as Seeded;
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page, `/projects/${seeded.project}/runs`);
});

after(async () => {
  await browser.close();
});

const card = (id: string): Locator => page.locator(`.chart-card[data-chart="${id}"]`);
const frame = (id: string): Locator => card(id).locator(".chart-frame");
const sampling = async (id: string) => (await card(id).locator(".chart-sampling").textContent()) ?? "";

async function open(run: string, rest = ""): Promise<void> {
  await page.goto("about:blank");
  await page.goto(`/projects/${seeded.project}/runs/${run}?tab=charts${rest}`);
  await page.locator(".chart-frame[data-range] canvas").first().waitFor();
}

const set = (board: object) => `&set=${encodeURIComponent(JSON.stringify(board))}`;

test("40, 41: a million points say that they are buckets; zoom by dragging comes down to raw points with the spike", async () => {
  const { long, key, spike } = seeded["F-chart"];
  await open(long);
  assert.match(await sampling(key), /^1 run · \d+ buckets · raw 1,000,000 pts$/);
  // A drag to about one per cent around the spike, then another one within it.
  for (const around of [0.005, 0.2]) {
    const host = frame(key);
    const [from, to] = ((await host.getAttribute("data-range")) ?? "").split(" ").map(Number);
    const box = await host.locator(".u-over").boundingBox();
    assert.ok(box && from !== undefined && to !== undefined);
    const at = (spike.step - from) / (to - from);
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * at - Math.max(6, box.width * around), y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * at, y, { steps: 2 });
    await page.mouse.move(box.x + box.width * at + Math.max(6, box.width * around), y, { steps: 2 });
    await page.mouse.up();
    await until(
      "the view is narrower",
      async () => ((await host.getAttribute("data-range")) ?? "").split(" ").map(Number),
      ([low, high]) => low !== undefined && high !== undefined && high - low < (to - from) / 2,
    );
  }
  // Down to 300 steps by the address, as a link would.
  const near = [spike.step - 150, spike.step + 150];
  await open(long, set({ s: { metrics: { z: near } } }));
  await until(
    "every point is drawn",
    () => sampling(key),
    (text) => text === "1 run · raw 301 pts, all drawn",
  );
  const described = (await frame(key).getAttribute("aria-describedby")) ?? "";
  const summary = (await page.locator(`[id="${described}"]`).textContent()) ?? "";
  assert.match(summary, /max 1,000/);
  await picture(page, "charts-spike");
});

test("38: a smoothed value does not change with the width of the chart", async () => {
  const { long, key } = seeded["F-chart"];
  const ask = (width: number) =>
    expectCall<{ series: { step: number[]; smoothed: number[] }[] }>(200, "POST", "/charts/query", {
      runIds: [long],
      keys: [key],
      width,
      smoothing: { kind: "twema", amount: 0.99 },
    });
  const [wide, narrow] = [await ask(2000), await ask(200)];
  const values = new Map(wide.series[0]?.step.map((step, at) => [step, wide.series[0]?.smoothed[at]]));
  let compared = 0;
  narrow.series[0]?.step.forEach((step, at) => {
    const other = values.get(step);
    if (other === undefined) return;
    compared++;
    assert.ok(Math.abs((narrow.series[0]?.smoothed[at] ?? Number.NaN) - other) <= 1e-9, `step ${step}`);
  });
  assert.ok(compared > 10, `${compared} steps`);
});

test("42: sixty runs together are a line with a band whose legend says what it is; each alone it says how many", async () => {
  const { runs, manyKey } = seeded["F-chart"];
  const [first, ...others] = runs.slice(0, 60);
  assert.ok(first);
  const laid = `&with=${encodeURIComponent(JSON.stringify(others))}`;
  const id = manyKey;
  await open(first, laid + set({ s: { train: { g: "mean~ci95" } } }));
  await card(id)
    .getByRole("button", { name: /mean with 95 % CI of 60 runs/ })
    .waitFor();
  assert.match(await sampling(id), /^60 runs · /);
  await picture(page, "charts-band");
  await open(first, laid);
  await until(
    "all lines are there",
    () => sampling(id),
    (text) => /^60 runs · \d+ buckets · raw 600,000 pts/.test(text),
  );
  const box = await frame(id).locator(".u-over").boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
  await card(id).locator(".chart-tip-row").first().waitFor();
  assert.equal(await card(id).locator(".chart-tip-row").count(), 10);
  await picture(page, "charts-sixty");
});

test("46: of 500 metrics at most 40 canvases are there, and a search shows its chart within 200 ms", async (t) => {
  await open(seeded["F-wide"].run, "&columns=4");
  let most = 0;
  for (let part = 0; part <= 8; part++) {
    await page.evaluate((at) => window.scrollTo(0, (document.body.scrollHeight * at) / 8), part);
    await page.locator(".chart-frame[data-range] canvas").first().waitFor();
    most = Math.max(most, await page.locator(".chart-frame canvas").count());
  }
  assert.ok(most <= MOST_CANVASES, `${most} canvases`);
  await page.evaluate(() => window.scrollTo(0, 0));
  const search = page.getByRole("searchbox", { name: "Find metrics by a regular expression" });
  const took: number[] = [];
  for (let round = 0; round < 3; round++) {
    await search.fill("^$");
    await page.getByText("No metric matches").waitFor();
    took.push(
      await search.evaluate(
        (input) =>
          new Promise<number>((resolve) => {
            const begin = performance.now();
            Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, "val/auc");
            input.dispatchEvent(new Event("input", { bubbles: true }));
            const look = () => {
              if (document.querySelector('[data-chart="val/auc"]')) resolve(performance.now() - begin);
              else requestAnimationFrame(look);
            };
            look();
          }),
      ),
    );
    await frame("val/auc").locator("canvas").waitFor();
  }
  t.diagnostic(`found after ${took.map(Math.round).join(", ")} ms`);
  assert.ok(Math.min(...took) <= 200, `${took}`);
});

test("37, 43, 44: odd values are marked and counted, a constant stays constant, one value is a dot", async () => {
  await open(seeded["F-odd"].run);
  assert.match(await sampling("loss"), /10 NaN, 1 ∞, 1 −∞ at the edge/);
  const box = await frame("loss").locator(".u-over").boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
  await card("loss").locator(".chart-tip-foot", { hasText: "10 NaN, 1 ∞, 1 −∞" }).waitFor();
  await picture(page, "charts-odd");
  await open(seeded["F-odd"].run, set({ c: { signed: { y: "log" } } }));
  await until(
    "what a logarithm cannot show is counted",
    () => sampling("signed"),
    (text) => /\d+ values ≤ 0 not drawn/.test(text),
  );
  for (const amount of [0, 0.5, 0.999]) {
    await open(seeded["F-odd"].run, set({ s: { metrics: { s: `gaussian~${amount}` } } }));
    await until(
      `it stays 0.1 at ${amount}`,
      async () => (await card("constant").locator(".chart-legend b").first().textContent()) ?? "",
      (text) => text === "0.1000",
    );
  }
  assert.match(await sampling("single"), /raw 1 pts/);
});
