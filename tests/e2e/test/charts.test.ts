/**
 * The charts of a run in a browser against the whole system. The numbers are those of the requirements. Pure parts (palette under
 * colour blindness, clipping, summaries, the address) are tested in web/src/features/metric.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { type Dataset, ended, expectCall, newProject, type Run, until, upload } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn } from "../src/browser.ts";
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

/** Cards are made when they come near: scrolls down until this one is there. */
async function comeNear(id: string): Promise<void> {
  await until(
    `${id} is there`,
    async () => {
      if ((await card(id).count()) === 0) await cards().last().scrollIntoViewIfNeeded();
      return card(id).count();
    },
    (count) => count > 0,
  );
  await card(id).scrollIntoViewIfNeeded();
}

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

/** Drags over the plot from one part of its width to another. */
async function drag(id: string, from: number, to: number, shift = false): Promise<void> {
  await frame(id).scrollIntoViewIfNeeded();
  const box = await frame(id).locator(".u-over").boundingBox();
  assert.ok(box);
  const y = box.y + box.height * 0.5;
  if (shift) await page.keyboard.down("Shift");
  await page.mouse.move(box.x + box.width * from, shift ? box.y + box.height * 0.2 : y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * ((from + to) / 2), y, { steps: 3 });
  await page.mouse.move(box.x + box.width * to, shift ? box.y + box.height * 0.7 : y, { steps: 3 });
  await page.mouse.up();
  if (shift) await page.keyboard.up("Shift");
}

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

test("48: every chart has a table, CSV, PNG, SVG and a link that brings zoom and settings back", async () => {
  await open();
  const [one, other] = await pair();
  await drag(one, 0.25, 0.5);
  await rangeIs(one, (from, to) => from > TREES * 0.2 && to < TREES * 0.55);
  await rangeIs(other, (from, to) => from > TREES * 0.2 && to < TREES * 0.55);
  await card(one).hover();
  await card(one)
    .getByRole("button", { name: /^View of/ })
    .click();
  await page.getByRole("radio", { name: "Symlog" }).check();
  await page.keyboard.press("Escape");
  await until(
    "the address has it",
    async () => decodeURIComponent(page.url()),
    (url) => url.includes("symlog"),
  );
  const before = await range(one);
  const link = page.url();
  await page.goto("about:blank");
  await page.goto(link);
  await frame(one).locator("canvas").waitFor();
  assert.deepEqual(await range(one), before);

  const save = async (item: string) => {
    await card(one).hover();
    await card(one)
      .getByRole("button", { name: /^More of/ })
      .click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: item, exact: true }).click(),
    ]);
    return readFileSync((await file.path()) ?? "");
  };
  const csv = (await save("Download CSV as drawn")).toString();
  assert.match(csv, /^run_id,run,metric,x,step,time,value,min,max,smoothed\n/);
  assert.ok(csv.includes(`${run.id},`));
  assert.deepEqual([...(await save("Download PNG")).subarray(1, 4)], [...Buffer.from("PNG")]);
  assert.match((await save("Download SVG")).toString(), /^<svg .*<path /s);

  await card(one)
    .getByRole("button", { name: /as table$/ })
    .click();
  const table = card(one).getByRole("region", { name: /as table$/ });
  await table.getByRole("columnheader", { name: "step" }).waitFor();
  assert.ok((await table.getByRole("row").count()) > 10);
  assert.match(decodeURIComponent(page.url()), /"t":true/);
});

test("shift and drag zooms the values, 0 and a double click bring everything back, and so does the step back of the browser", async () => {
  await open();
  const [one] = await pair();
  await drag(one, 0.3, 0.6, true);
  await until(
    "the address has it",
    async () => decodeURIComponent(page.url()),
    (url) => /zy/.test(url),
  );
  await frame(one).focus();
  await page.keyboard.press("0");
  await until(
    "it is gone",
    async () => decodeURIComponent(page.url()),
    (url) => !/zy/.test(url),
  );
  await drag(one, 0.3, 0.6);
  await rangeIs(one, (from) => from > TREES * 0.2);
  await page.goBack();
  await rangeIs(one, (from) => from <= 1);
  await drag(one, 0.3, 0.6);
  await rangeIs(one, (from) => from > TREES * 0.2);
  await frame(one).locator(".u-over").dblclick();
  await rangeIs(one, (from) => from <= 1);
});

test("65: from a point of a chart to the log at its time, by mouse, by Enter and by L", async () => {
  await open();
  const [one] = await pair();
  await frame(one).scrollIntoViewIfNeeded();
  const box = await frame(one).locator(".u-over").boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + box.width * 0.5, box.y + box.height * 0.5);
  await page.getByRole("menuitem", { name: /^Jump logs to \d\d:\d\d:\d\d/ }).click();
  await page.waitForURL(/tab=logs.*at=/);
  await page.locator(".log-row").first().waitFor();

  await open("tab=charts&split=true");
  await comeNear(one);
  await frame(one).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await until(
    "the bar has the time",
    async () => (await page.locator(".chart-jump").textContent()) ?? "",
    (text) => /Jump logs to \d\d:\d\d:\d\d/.test(text),
  );
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: /^Jump logs/ }).waitFor();
  await page.keyboard.press("Escape");
  await frame(one).focus();
  await page.keyboard.press("l");
  await page.waitForURL(/split=true.*at=|at=.*split=true/);
  assert.ok(await cards().first().isVisible());
  await page.locator(".chart-split-log .log-row").first().waitFor();
  await picture(page, "charts-split");
});

test("95: each chart has a name, a summary in words and a table; arrow keys read its points aloud", async () => {
  await open();
  const [one] = await pair();
  const chart = frame(one);
  const described = (await chart.getAttribute("aria-describedby")) ?? "";
  const summary = await page.locator(`[id="${described}"]`).textContent();
  assert.match(summary ?? "", /last [\d.]+, min [\d.]+, max [\d.]+, (rising|falling|steady)/);
  await page
    .getByRole("application", { name: one.split("/")[1] })
    .first()
    .waitFor();
  await chart.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  const said = card(one).locator("[aria-live=polite]").first();
  await until(
    "the point is said",
    async () => (await said.textContent()) ?? "",
    (text) => /step 1[0-2]: [\d.]+/.test(text),
  );
  await page.keyboard.press("t");
  await card(one)
    .getByRole("region", { name: /as table$/ })
    .waitFor();
});

test("91: no serious finding on the charts in either theme", async () => {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await open();
    assert.deepEqual(await seriousFindings(page), []);
    await picture(page, `charts-${theme}-axe`);
  }
  await page.emulateMedia({ colorScheme: "light" });
});

test("94: charts are pinned, moved and beside each other without dragging, and the address has it", async () => {
  await open();
  const [one, other] = await pair();
  const menu = async (id: string, item: string) => {
    await card(id).hover();
    await card(id)
      .getByRole("button", { name: /^More of/ })
      .click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  };
  await menu(one, "Move down");
  await until("they have changed places", shown, (ids) => ids.indexOf(one) > ids.indexOf(other));
  await menu(other, "Pin to the top");
  await page.getByRole("region", { name: "Pinned" }).locator(`[data-chart="${other}"]`).waitFor();
  await page.getByLabel("Columns").selectOption("1");
  // Cards further down are made when they come near.
  const kept = (await shown()).slice(0, 3);
  await page.reload();
  await page.locator(".chart-frame canvas").first().waitFor();
  await until(
    "the order is back",
    async () => (await shown()).slice(0, 3).join(),
    (ids) => ids === kept.join(),
  );
  await menu(other, "Unpin");
  await comeNear(other);
  await card(other).hover();
  await card(other)
    .getByRole("button", { name: /^Full screen of/ })
    .click();
  await page.getByRole("dialog").locator("canvas").waitFor();
  assert.match(page.url(), /full=/);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
});

test("98, 106: on a telephone and at 400 % no chart makes the page scroll sideways", async () => {
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await open();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px at ${width}`);
  }
  await picture(page, "charts-narrow");
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("the System tab has CPU and memory on one axis of time", async () => {
  // Long enough for a second look at the processor: its use is what it did between two.
  const long = await ended((await training(dataset, 4000)).id);
  await open("tab=system", long.id);
  const ids = await until("both are there", shown, (all) => all.length >= 2);
  assert.ok(
    ids.every((id) => id.startsWith("sys")),
    `${ids}`,
  );
  const ranges = await Promise.all(ids.map(range));
  for (const [from] of ranges) assert.equal(from, 0);
});

test("49: live points never change a zoomed view, and «→ live» goes back to them", async () => {
  const live = await training(dataset, 10_000);
  await until(
    "it learns",
    () => expectCall<{ items: { points: number }[] }>(200, "GET", `/runs/${live.id}/metrics?width=10`),
    ({ items }) => items.some((one) => one.points > 40),
    120_000,
  );
  await open("tab=charts", live.id);
  const [one] = await pair();
  const before = await rangeIs(one, (_from, to) => to > 20);
  await rangeIs(one, (_from, to) => to > before[1]);
  await drag(one, 0.2, 0.6);
  await page.getByRole("button", { name: "→ live" }).first().waitFor();
  const zoomed = await range(one);
  const grew = async () =>
    Math.max(
      ...(await expectCall<{ items: { points: number }[] }>(200, "GET", `/runs/${live.id}/metrics?width=10`)).items.map(
        (item) => item.points,
      ),
    );
  const from = await grew();
  await until("more points came", grew, (points) => points > from + 50, 60_000);
  assert.deepEqual(await range(one), zoomed);
  await card(one).getByRole("button", { name: "→ live" }).click();
  await rangeIs(one, (_from, to) => to > zoomed[1]);
  await expectCall(202, "POST", `/runs/${live.id}/cancel`, { mode: "kill" });
  await ended(live.id);
});

test("45: the baseline is drawn apart from the others, and stays in the tooltip beyond its end", async () => {
  const other = await ended((await training(dataset, TREES / 2)).id);
  await expectCall(200, "PUT", `/projects/${project}/baseline`, { runId: other.id });
  await open();
  const [one] = await pair();
  const named = card(one).getByRole("button", { name: /\(baseline\)/ });
  await named.waitFor();
  const tip = card(one).locator(".chart-tip");
  await until(
    "it is in the tooltip",
    async () => {
      await point(one, 0.9);
      return (await tip.textContent()) ?? "";
    },
    (text) => text.includes("(baseline)") && text.includes("at step"),
  );
  await picture(page, "charts-baseline");
  await page.getByLabel("Baseline").uncheck();
  await named.waitFor({ state: "detached" });
  await expectCall(200, "PUT", `/projects/${project}/baseline`, { runId: null });
});

test("nothing was thrown in the page", () => {
  assert.deepEqual(problems, []);
});
