/** Every screen for everybody: axe, keyboard, focus, targets, colours, reflow, motion, phone. The numbers are those of the requirements. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { type Dataset, ended, expectCall, newProject, type Run, upload } from "../src/api.ts";
import { launch, picture, seriousFindings, signIn, type Theme } from "../src/browser.ts";
import { seed } from "../src/seeding.ts";
import { titanic } from "../src/tables.ts";
import { type Colour, contrast, distance, drawingOf, withEachVision } from "../src/vision.ts";

const browsers = new Map<Theme, BrowserContext>();
let screens: [name: string, path: string, text: RegExp][] = [];
let runPath = "";

before(async () => {
  const project = await newProject("everybody");
  const dataset = (await upload<Dataset>(project, "titanic.csv", titanic())).body.id;
  const started = await expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
    kind: "training",
    algorithm: "random_forest",
    datasetId: dataset,
    target: "survived",
    excludedColumns: ["alive"],
  });
  const run = await ended(started.id);
  assert.equal(run.status, "succeeded", JSON.stringify(run.failure));
  const at = `/projects/${project}`;
  runPath = `${at}/runs/${run.id}`;
  screens = [
    ["home", at, /Recent results/],
    ["runs", `${at}/runs`, /random_forest/],
    ["datasets", `${at}/datasets`, /titanic\.csv/],
    ["dataset", `${at}/datasets/${dataset}`, /survived/],
    ["profile", `${at}/datasets/${dataset}?tab=profile`, /embark_town/],
    ["new", `${at}/new?kind=training&dataset=${dataset}`, /LightGBM/],
    ["run", runPath, /Succeeded/],
    ["charts", `${runPath}?tab=charts`, /Succeeded/],
    ["logs", `${runPath}?tab=logs`, /Succeeded/],
    ["evaluation", `${runPath}?tab=evaluation`, /ROC/],
    ["config", `${runPath}?tab=config`, /random_forest/],
    ["artifacts", `${runPath}?tab=artifacts`, /model\.zip/],
    ["timeline", `${runPath}?tab=timeline`, /succeeded/i],
    ["predict", `${runPath}?tab=predict`, /fare/],
    ["models", `${at}/models`, /random_forest/],
    ["project settings", `${at}/settings`, /Members/],
    ["import", "/import", /\.signalbox\.tar/],
    ["my settings", "/settings", /High contrast/],
    ["tokens", "/settings?tab=tokens", /New token/],
    ["users", "/settings?tab=users", /New user/],
    ["system", "/system", /tabular/],
    ["storage", "/system?tab=storage", /Uploads under way/],
    ["not found", `${at}/runs/01a00000-0000-7000-8000-000000000000`, /no such run/],
    ["gallery", "/gallery", /Gallery/],
  ];
});

after(async () => {
  for (const browser of browsers.values()) await browser.close();
});

async function open(theme: Theme): Promise<Page> {
  const known = browsers.get(theme);
  if (known) return known.pages()[0] ?? (await known.newPage());
  const browser = await launch(theme);
  browsers.set(theme, browser);
  const page = browser.pages()[0] ?? (await browser.newPage());
  await signIn(page, "/settings");
  return page;
}

async function show(page: Page, path: string, text: RegExp): Promise<void> {
  await page.goto(path);
  await page.locator("#content").getByText(text).filter({ visible: true }).first().waitFor();
}

for (const theme of ["light", "dark"] as const) {
  test(`91: no screen has a serious finding of axe, ${theme}`, async (t) => {
    const page = await open(theme);
    for (const [name, path, text] of screens) {
      await t.test(name, async () => {
        await show(page, path, text);
        await picture(page, `everybody-${name.replaceAll(" ", "-")}-${theme}`);
        assert.deepEqual(await seriousFindings(page), []);
      });
    }
  });
}

/** Presses Tab until the focus is there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let step = 0; step < 120; step++) {
    if (await target.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${target}`);
}

test("92: upload, train, watch and predict with the keyboard alone", async () => {
  const page = await open("light");
  const project = await newProject("keyboard");
  await page.goto(`/projects/${project}/datasets`);
  const upload = page.getByRole("button", { name: /upload/i }).first();
  // Asked for well before the key: the browser has to be told that choosers are not for a person.
  const asked = page.waitForEvent("filechooser");
  await tabTo(page, upload);
  await page.keyboard.press("Enter");
  const chooser = await asked;
  await chooser.setFiles({ name: "titanic.csv", mimeType: "text/csv", buffer: Buffer.from(titanic()) });
  await tabTo(page, page.getByRole("button", { name: "Store dataset" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("link", { name: "Train on this" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("combobox", { name: "Target" }));
  await page.keyboard.type("survived");
  await page.getByRole("option", { name: /^survived/ }).waitFor();
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Leave out alive" }));
  await page.keyboard.press("Enter");
  // The first of the methods has the focus of their group; the arrow chooses the next one.
  await tabTo(page, page.getByRole("radio", { name: "Histogram gradient boosting" }));
  await page.keyboard.press("ArrowRight");
  await page.getByRole("radio", { name: "LightGBM", checked: true }).waitFor();
  await tabTo(page, page.getByRole("button", { name: /^Start/ }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  await page.locator(".run-header").getByText("Succeeded").waitFor({ timeout: 90_000 });
  await tabTo(page, page.getByRole("tab", { selected: true }));
  await page.keyboard.press("End");
  await tabTo(page, page.getByRole("button", { name: "Predict", exact: true }));
  await page.keyboard.press("Enter");
  await page.getByTestId("prediction").waitFor({ timeout: 15_000 });
  // A training that succeeds has registered its model.
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await page.waitForURL(/\/models$/);
  await page.locator("#content").getByRole("link").first().waitFor();
});

test("93: whatever has the focus is marked, and not hidden behind a bar", async () => {
  const page = await open("light");
  for (const path of [runPath, "/settings"]) {
    await page.goto(path);
    await page.getByRole("tab").first().waitFor();
    for (let step = 0; step < 30; step++) {
      await page.keyboard.press("Tab");
      const fault = await page.evaluate(() => {
        const focused = document.activeElement;
        if (!focused || focused === document.body) return "";
        const style = getComputedStyle(focused);
        const marked = Number.parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
        const label = focused.closest("label");
        const byLabel = label && Number.parseFloat(getComputedStyle(label).outlineWidth) >= 2;
        const box = focused.getBoundingClientRect();
        if (box.width < 2 && box.height < 2) return "";
        const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        const seen = at && (focused.contains(at) || at.contains(focused) || label?.contains(at));
        const name = `${focused.tagName} ${focused.textContent?.slice(0, 30)}`;
        return marked || byLabel ? (seen ? "" : `${name} is hidden`) : `${name} has no mark`;
      });
      assert.equal(fault, "", path);
    }
  }
});

test("94: every target is at least 24 px large, or has room around it", async () => {
  const page = await open("light");
  for (const [name, path, text] of screens) {
    await show(page, path, text);
    const small = await page.evaluate(() => {
      const found: string[] = [];
      for (const one of Array.from(
        document.querySelectorAll<HTMLElement>("button, a[href], input, select, [role=tab]"),
      )) {
        const box = (one.closest("label") ?? one).getBoundingClientRect();
        const hidden = box.width < 2 || box.height < 2 || !one.checkVisibility() || one.closest(".visually-hidden");
        // A link within a sentence is as high as its line: WCAG leaves it out.
        const inText = one.tagName === "A" && getComputedStyle(one).display === "inline";
        if (!hidden && !inText && (box.height < 23.5 || box.width < 23.5))
          found.push(`${one.tagName} "${(one.textContent || one.ariaLabel || "").trim()}" ${box.width}×${box.height}`);
      }
      return found;
    });
    assert.deepEqual(small, [], name);
  }
});

/** Colours that are at least so far apart are told apart side by side. */
const CLEARLY_APART = 9;
/** Contrast of what is drawn; that of the colours is higher, but no pixel of a thin stroke is wholly within it. */
const STANDS_OUT = 2;
const statusWords = [
  "Created",
  "Queued",
  "Starting",
  "Running",
  "Stalled",
  "Retrying",
  "Stopping",
  "Succeeded",
  "Failed",
  "Cancelled",
  "Timed out",
];

for (const theme of ["light", "dark"] as const) {
  test(`97: who lacks a kind of cone tells the first eight series apart, ${theme}`, async () => {
    const { project } = await seed(`colours ${theme} ${Date.now()}`, ["F-runs=8"], ["--metrics", "4"]);
    const { items } = await expectCall<{ items: Run[] }>(200, "GET", `/projects/${project}/runs?limit=8`);
    const page = await open(theme);
    await page.goto(`/projects/${project}/compare?runs=${items.map((run) => run.id).join(",")}&tab=params`);
    const swatches = page.getByRole("list", { name: "Compared runs" }).locator(".compare-swatch");
    await swatches.nth(7).waitFor();
    let normal: Colour[] = [];
    await withEachVision(page, async (vision) => {
      const inks: Colour[] = [];
      for (const swatch of await swatches.all()) {
        const { ground, ink } = await drawingOf(swatch);
        assert.ok(distance(ink, ground) >= CLEARLY_APART, `series ${inks.length + 1} is seen with ${vision}`);
        inks.push(ink);
      }
      assert.equal(inks.length, 8);
      for (const [at, ink] of inks.entries()) {
        for (const [other, beside] of inks.slice(0, at).entries()) {
          const apart = distance(ink, beside);
          assert.ok(apart >= CLEARLY_APART, `series ${other + 1} and ${at + 1} with ${vision}: ${apart}`);
        }
      }
      if (vision === "none") normal = inks;
      else assert.notDeepEqual(inks, normal, `${vision} is simulated`);
    });
  });

  test(`97: who lacks a kind of cone tells every status by its shape and its word, ${theme}`, async () => {
    const page = await open(theme);
    await show(page, "/gallery?group=states", /Gallery/);
    const state = (word: string) => page.locator("#content .state", { hasText: new RegExp(`^${word}$`) }).first();
    const shapes = new Set<string>();
    for (const word of statusWords) shapes.add(await state(word).locator("svg").innerHTML());
    assert.equal(shapes.size, statusWords.length, "each has a shape of its own");
    await withEachVision(page, async (vision) => {
      for (const word of statusWords) {
        for (const part of [state(word).locator("svg"), state(word).locator("span").last()]) {
          const { ground, ink } = await drawingOf(part);
          const ratio = contrast(ink, ground);
          assert.ok(ratio >= STANDS_OUT, `${word} with ${vision}: ${ratio}`);
        }
      }
    });
  });
}

test("98: at 320 px no screen scrolls sideways, and nothing moves where that is not wished", async () => {
  const page = await open("light");
  await page.setViewportSize({ width: 320, height: 640 });
  for (const [name, path, text] of screens) {
    await show(page, path, text);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(sideways <= 0, `${name} scrolls sideways by ${sideways} px`);
    const moving = await page.evaluate(
      () => document.getAnimations().filter((one) => one.playState === "running").length,
    );
    assert.equal(moving, 0, `${name} moves`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("106: on a phone home, runs and a run do not scroll sideways, and their main action is in reach", async () => {
  const page = await open("light");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const name of ["home", "runs", "run"]) {
    const [, path = "", text = /./] = screens.find(([one]) => one === name) ?? [];
    await show(page, path, text);
    await picture(page, `phone-${name}`);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(sideways <= 0, `${name} scrolls sideways by ${sideways} px`);
    const nav = await page.getByRole("navigation", { name: "Main" }).boundingBox();
    assert.ok(nav && nav.y > 700, "the navigation is at the thumb");
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});
