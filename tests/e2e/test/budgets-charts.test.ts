/**
 * Budgets of drawing (requirements 101 and 103) in a browser without a GPU. The page is the real one; what the server would say is said
 * here, so that only the browser is measured. A machine that others use at the same time is noisy: the best of three rounds counts.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContext, CDPSession, Page, Route, WebSocketRoute } from "playwright-core";
import { type Dataset, ended, expectCall, newProject, type Run, upload } from "../src/api.ts";
import { launch, signIn } from "../src/browser.ts";
import { atLeast, atMost } from "../src/budget.ts";
import { titanic } from "../src/tables.ts";

const CHARTS = 12;
const RUNS = 10;
const HISTORY = 512;
const EVERY_MS = 500;
const PER_BATCH = 2;
const ROUND_MS = 6000;
const ROUNDS = 3;

let browser: BrowserContext;
let page: Page;
let devtools: CDPSession;
let project = "";
let run: Run;
let step = HISTORY;
const keys = Array.from({ length: CHARTS }, (_, at) => `train/metric_${String(at).padStart(2, "0")}`);
const others = Array.from(
  { length: RUNS - 1 },
  (_, at) => `01900000-0000-7000-8000-${String(at + 1).padStart(12, "0")}`,
);
const sockets = new Map<WebSocketRoute, Map<string, number>>();
let ticker: ReturnType<typeof setInterval> | undefined;

const value = (runAt: number, at: number) =>
  Math.exp(-at / 300) * (1 + 0.1 * runAt) + 0.02 * Math.sin(at * 1.7 + runAt);
const runAt = (id: string) => others.indexOf(id) + 1;

function series(id: string, key: string, points: number, buckets: number) {
  const each = points / buckets;
  const step = Array.from({ length: buckets }, (_, at) => Math.round((at + 1) * each));
  const last = step.map((at) => value(runAt(id), at / (points / HISTORY)));
  const bucketed = buckets < points;
  return {
    runId: id,
    runName: `run ${runAt(id)}`,
    key,
    role: "loss",
    attempt: 1,
    points,
    total: points,
    bucketed,
    xSource: "step",
    x: null,
    step,
    time: step.map((at) => 1_700_000_000 + at / 10),
    min: bucketed ? last.map((one) => one - 0.05) : null,
    max: bucketed ? last.map((one) => one + 0.05) : null,
    last,
    smoothed: null,
    nonFinite: { nan: 0, positive: 0, negative: 0, at: [] },
  };
}

/** Answers for the metrics of every run: `points` each, in at most `buckets`. */
async function serve(points: number, buckets: number, names: readonly string[]): Promise<void> {
  await page.unrouteAll();
  await page.route("**/api/v1/charts/query", (route: Route) => {
    const asked = route.request().postDataJSON() as { runIds: string[]; keys: string[]; width: number };
    const count = Math.min(buckets, asked.width, points);
    const all = asked.runIds.flatMap((id) => asked.keys.map((key) => series(id, key, points, count)));
    return route.fulfill({
      json: {
        x: "step",
        xKey: null,
        from: 1,
        to: points,
        width: asked.width,
        bucketed: count < points,
        runsShown: asked.runIds.length,
        runsTotal: asked.runIds.length,
        points: all.length * points,
        buckets: all.length * count,
        keysTotal: asked.keys.length,
        series: all,
        groups: [],
        absent: [],
        clip: null,
      },
    });
  });
  const items = names.map((key) => ({
    key,
    role: "loss",
    attempt: 1,
    points,
    runs: RUNS,
    last: 0,
    lastStep: points,
    lastTime: 0,
  }));
  const listed = { items, total: items.length, attempt: 1 };
  await page.route(/\/api\/v1\/charts\/keys$/, (route: Route) => route.fulfill({ json: listed }));
  await page.route(/\/api\/v1\/runs\/[^/]+\/metrics\/keys/, (route: Route) => route.fulfill({ json: listed }));
  await page.route(`**/api/v1/runs/${run.id}`, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as object;
    return route.fulfill({ response: answer, json: { ...body, status: "running", endedAt: null } });
  });
}

/** Everything that a socket says: a snapshot for each topic, then points for those of metrics. */
async function speak(): Promise<void> {
  await page.routeWebSocket(/\/api\/v1\/stream/, (socket) => {
    const topics = new Map<string, number>();
    sockets.set(socket, topics);
    socket.onClose(() => sockets.delete(socket));
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text)) as { type: string; topic: string };
      if (frame.type === "unsubscribe") topics.delete(frame.topic);
      if (frame.type !== "subscribe" || !frame.topic.endsWith(":metrics")) return;
      topics.set(frame.topic, 0);
      socket.send(JSON.stringify({ type: "snapshot", topic: frame.topic, cursor: "0", state: {} }));
    });
  });
}

function tick(): void {
  for (const [socket, topics] of sockets) {
    for (const [topic, cursor] of topics) {
      const at = runAt(topic.split(":")[1] ?? "");
      const steps = Array.from({ length: PER_BATCH }, (_, next) => step + next + 1);
      const items = keys.map((key) => ({
        attempt: 1,
        key,
        role: "loss",
        step: steps,
        time: steps.map((one) => 1_700_000_000 + one / 10),
        value: steps.map((one) => value(at, one)),
      }));
      topics.set(topic, cursor + 1);
      socket.send(JSON.stringify({ type: "batch", topic, from: String(cursor), to: String(cursor + 1), items }));
    }
  }
  step += PER_BATCH;
}

interface Measured {
  fps: number;
  longest: number;
  p95: number;
}

/** Frames and long tasks of the page for a while; `move` leads the pointer over the first chart in every frame. */
function measure(millis: number, move: boolean): Promise<Measured> {
  return page.evaluate(
    ([during, leads]) =>
      new Promise<Measured>((resolve) => {
        const gaps: number[] = [];
        let longest = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
        });
        observer.observe({ type: "longtask" });
        const over = document.querySelector(".u-over");
        const box = over?.getBoundingClientRect();
        const begin = performance.now();
        let last = begin;
        const frame = (now: number) => {
          gaps.push(now - last);
          last = now;
          if (leads && over && box) {
            const clientX = box.left + box.width * (0.5 + 0.45 * Math.sin(now / 300));
            over.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY: box.top + 60, bubbles: true }));
          }
          if (now - begin < during) {
            requestAnimationFrame(frame);
            return;
          }
          observer.disconnect();
          gaps.sort((a, b) => a - b);
          const p95 = gaps[Math.floor(gaps.length * 0.95)] ?? 0;
          resolve({ fps: (1000 * gaps.length) / (now - begin), longest, p95 });
        };
        requestAnimationFrame(frame);
      }),
    [millis, move] as const,
  );
}

async function best(
  rounds: number,
  round: () => Promise<Measured>,
  better: (a: Measured, b: Measured) => boolean,
  enough: (one: Measured) => boolean,
): Promise<Measured> {
  let kept = await round();
  for (let at = 1; at < rounds && !enough(kept); at++) {
    const next = await round();
    if (better(next, kept)) kept = next;
  }
  return kept;
}

async function heap(): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return usedSize;
}

before(async () => {
  browser = await launch("light");
  page = browser.pages()[0] ?? (await browser.newPage());
  devtools = await browser.newCDPSession(page);
  project = await newProject("chart budgets");
  const dataset = (await upload<Dataset>(project, "titanic.csv", titanic())).body.id;
  run = await ended(
    (
      await expectCall<Run>(201, "POST", `/projects/${project}/runs`, {
        kind: "training",
        algorithm: "lightgbm",
        datasetId: dataset,
        target: "survived",
        excludedColumns: ["alive"],
        parameters: { n_estimators: 10 },
      })
    ).id,
  );
  await speak();
  await signIn(page, `/projects/${project}/runs`);
});

after(async () => {
  clearInterval(ticker);
  await browser.close();
});

const open = async (search: string) => {
  await page.goto("about:blank");
  await page.goto(`/projects/${project}/runs/${run.id}?${search}`);
  await page.locator(".chart-frame[data-range] canvas").first().waitFor();
};

test("101: 12 live charts of 10 lines at 2 Hz keep 50 frames a second, and no task is longer than 100 ms", async (t) => {
  await serve(HISTORY, HISTORY, keys);
  // All twelve in the window: four beside each other, three rows.
  await page.setViewportSize({ width: 1680, height: 1200 });
  await open(`tab=charts&columns=4&with=${encodeURIComponent(JSON.stringify(others))}`);
  await page.waitForFunction(
    ([charts, lines]) =>
      document.querySelectorAll(".chart-frame[data-range] canvas").length >= charts &&
      Array.from(document.querySelectorAll(".chart-sampling")).every((one) =>
        one.textContent?.startsWith(`${lines} runs`),
      ),
    [CHARTS, RUNS] as const,
  );
  ticker = setInterval(tick, EVERY_MS);
  await page.waitForFunction(
    (from) => Number(document.querySelector<HTMLElement>(".chart-frame")?.dataset.range?.split(" ")[1]) > from,
    step + 10,
  );
  const before = await heap();
  const frames = await best(
    ROUNDS,
    () => measure(ROUND_MS, false),
    (a, b) => a.fps - a.longest / 10 > b.fps - b.longest / 10,
    (one) => one.fps >= atLeast(50) && one.longest <= atMost(100),
  );
  t.diagnostic(
    `live: ${frames.fps.toFixed(1)} fps, longest task ${frames.longest} ms, p95 frame ${frames.p95.toFixed(1)} ms`,
  );
  assert.ok(frames.fps >= atLeast(50), `${frames.fps} fps`);
  assert.ok(frames.longest <= atMost(100), `a task of ${frames.longest} ms`);

  const cursor = await best(
    ROUNDS,
    () => measure(ROUND_MS / 2, true),
    (a, b) => a.p95 < b.p95,
    (one) => one.p95 <= atMost(50),
  );
  t.diagnostic(`crosshair over ${CHARTS} charts: p95 frame ${cursor.p95.toFixed(1)} ms, ${cursor.fps.toFixed(1)} fps`);
  assert.ok(cursor.p95 <= atMost(50), `p95 ${cursor.p95} ms`);
  const grown = ((await heap()) - before) / 1e6;
  t.diagnostic(`heap grew by ${grown.toFixed(1)} MB`);
  assert.ok(grown <= 20, `${grown} MB`);
  clearInterval(ticker);
});

test("103: a series of 1,000,000 points is drawn within 500 ms of its data, and the cursor keeps the frame rate", async (t) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await serve(1_000_000, 4000, ["train/million"]);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && least > 500; round++) {
    await open("tab=charts");
    const took = await page.evaluate(() => {
      const asked = performance.getEntriesByType("resource").filter((one) => one.name.endsWith("/charts/query"));
      const arrived = Math.max(...asked.map((one) => (one as PerformanceResourceTiming).responseEnd));
      return performance.now() - arrived;
    });
    least = Math.min(least, took);
  }
  t.diagnostic(`drawn ${least.toFixed(0)} ms after the data`);
  assert.ok(least <= atMost(500), `${least} ms`);
  assert.match((await page.locator(".chart-sampling").first().textContent()) ?? "", /buckets · raw 1,000,000 pts/);
  const cursor = await best(
    ROUNDS,
    () => measure(ROUND_MS / 2, true),
    (a, b) => a.fps > b.fps,
    (one) => one.fps >= atLeast(50),
  );
  t.diagnostic(`cursor: ${cursor.fps.toFixed(1)} fps, p95 frame ${cursor.p95.toFixed(1)} ms`);
  assert.ok(cursor.fps >= atLeast(50), `${cursor.fps} fps`);
});

test("46: of 500 metrics at most 40 canvases are there, and a search shows its chart within 200 ms", async (t) => {
  const names = Array.from({ length: 500 }, (_, at) => (at === 0 ? "val/auc" : `layer_${at % 9}/weight_${at}`));
  await serve(200, 200, names);
  await open("tab=charts&columns=4");
  let most = 0;
  for (let part = 0; part <= 10; part++) {
    await page.evaluate((at) => window.scrollTo(0, (document.body.scrollHeight * at) / 10), part);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.waitForFunction(() => document.querySelector(".chart-frame[data-range] canvas") !== null);
    most = Math.max(most, await page.locator("canvas").count());
  }
  t.diagnostic(`at most ${most} canvases`);
  assert.ok(most <= 40, `${most} canvases`);
  await page.evaluate(() => window.scrollTo(0, 0));
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && least > 200; round++) {
    const search = page.getByRole("searchbox", { name: "Find metrics by a regular expression" });
    await search.fill("layer");
    await page.locator('[data-chart="val/auc"]').waitFor({ state: "detached" });
    const took = await search.evaluate(
      (input) =>
        new Promise<number>((resolve) => {
          const begin = performance.now();
          const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
          set?.call(input, "val/auc");
          input.dispatchEvent(new Event("input", { bubbles: true }));
          const look = () => {
            if (document.querySelector('[data-chart="val/auc"] .chart-frame[data-range] canvas')) {
              resolve(performance.now() - begin);
            } else requestAnimationFrame(look);
          };
          look();
        }),
    );
    least = Math.min(least, took);
  }
  t.diagnostic(`found after ${least.toFixed(0)} ms`);
  assert.ok(least <= 200, `${least} ms`);
});
