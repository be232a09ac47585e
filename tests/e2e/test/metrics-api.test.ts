import assert from "node:assert/strict";
import { before, test } from "node:test";
import { accessToken, call, expectCall, type Problem, url } from "../src/api.ts";
import { type Seeded, seed } from "../src/seeding.ts";

interface Series {
  runId: string;
  runName: string;
  key: string;
  points: number;
  total: number;
  bucketed: boolean;
  xSource: string;
  x: number[] | null;
  step: number[];
  time: number[];
  min: number[] | null;
  max: number[] | null;
  last: (number | string)[];
  smoothed: (number | null)[] | null;
  nonFinite: { nan: number; positive: number; negative: number; at: { step: number; value: string }[] };
}

interface Chart {
  from: number;
  to: number;
  width: number;
  bucketed: boolean;
  runsShown: number;
  runsTotal: number;
  points: number;
  buckets: number;
  series: Series[];
  groups: {
    name: string;
    runs: string[];
    band: string;
    x: number[];
    n: number[];
    centre: number[];
    low: number[] | null;
    high: number[] | null;
  }[];
  absent: { runId: string; reason: string; keys: string[] }[];
  clip: { low: number; high: number; below: number; above: number } | null;
}

let seeded: Seeded;

before(async () => {
  seeded = await seed(`charts api ${Date.now()}`, ["F-chart=20", "F-wide", "F-odd"]);
});

const chart = (query: object) => expectCall<Chart>(200, "POST", "/charts/query", query);

function only<T>(items: T[]): T {
  assert.equal(items.length, 1);
  return items[0] as T;
}

test("41: 1 % of a million points comes raw, with the spike; the whole shows it, too", async () => {
  const { long, key, spike } = seeded["F-chart"];
  const whole = await chart({ runIds: [long], keys: [key] });
  assert.equal(whole.points, 1_000_000);
  assert.ok(whole.bucketed);
  assert.ok(whole.buckets <= 1000);
  assert.equal(Math.max(...(only(whole.series).max ?? [])), spike.value);
  const zoomed = await chart({ runIds: [long], keys: [key], from: 765_000, to: 768_999, width: 4000 });
  const series = only(zoomed.series);
  assert.equal(series.bucketed, false);
  assert.equal(series.points, 4000);
  assert.equal(series.last[series.step.indexOf(spike.step)], spike.value);
  const percent = await chart({ runIds: [long], keys: [key], from: 760_000, to: 769_999, width: 1000 });
  assert.equal(percent.points, 10_000);
  assert.equal(Math.max(...(only(percent.series).max ?? [])), spike.value);
});

test("38: the smoothed value at a step is the same with ten times fewer buckets, and zoomed in", async () => {
  const { long, key } = seeded["F-chart"];
  for (const kind of ["twema", "gaussian", "running_mean"]) {
    const smoothing = { kind, amount: 0.99 };
    const ask = async (more: object) => {
      const series = only((await chart({ runIds: [long], keys: [key], smoothing, ...more })).series);
      return new Map(series.step.map((step, i) => [step, series.smoothed?.[i]]));
    };
    const fine = await ask({ width: 1000 });
    const coarse = await ask({ width: 100 });
    assert.equal(coarse.size, 100);
    for (const [step, value] of coarse) {
      assert.ok(Math.abs((fine.get(step) ?? NaN) - (value ?? NaN)) <= 1e-9, `${kind} at ${step}`);
    }
    const zoomed = await ask({ width: 1000, from: 499_500, to: 500_499 });
    const shared = [...fine].filter(([step]) => zoomed.has(step));
    assert.ok(shared.length > 0);
    for (const [step, value] of shared) assert.ok(Math.abs((zoomed.get(step) ?? NaN) - (value ?? NaN)) <= 1e-9);
  }
});

test("37: a constant series stays exactly constant at every amount, and 0.999 is the most", async () => {
  const run = seeded["F-odd"].run;
  for (const kind of ["twema", "gaussian", "running_mean"]) {
    for (const amount of [0.1, 0.6, 0.99, 0.999]) {
      const series = only((await chart({ runIds: [run], keys: ["constant"], smoothing: { kind, amount } })).series);
      assert.ok(series.smoothed?.every((value) => value === 0.1));
    }
  }
  const refused = await call<Problem>("POST", "/charts/query", {
    runIds: [run],
    keys: ["constant"],
    smoothing: { kind: "twema", amount: 0.9991 },
  });
  assert.equal(refused.status, 422);
  assert.equal(refused.body.field, "smoothing.amount");
});

test("34: step, epoch, relative time, wall clock and another metric as x", async () => {
  const { runs, manyKey } = seeded["F-chart"];
  const runIds = runs.slice(0, 2);
  const ask = async (more: object) => (await chart({ runIds, keys: [manyKey], ...more })).series[0] as Series;
  const step = await ask({});
  assert.equal(step.x, null);
  const epoch = await ask({ x: "epoch" });
  assert.equal(epoch.xSource, "epoch");
  assert.equal(epoch.x?.at(-1), 19);
  const relative = await ask({ x: "relative" });
  assert.ok((relative.x?.at(-1) ?? 0) > 0);
  const wall = await ask({ x: "wall" });
  assert.equal(wall.time.at(-1), step.time.at(-1));
  const metric = await ask({ x: "metric", xKey: "epoch" });
  assert.deepEqual(metric.x, epoch.x);
  const late = await ask({ x: "epoch", from: 10, to: 11 });
  assert.equal(late.points, 1000);
  const none = await chart({ runIds, keys: [manyKey], x: "metric", xKey: "nothing" });
  assert.equal(none.series.length, 0);
  assert.deepEqual(none.absent[0]?.keys, ["nothing"]);
});

test("42, 45: groups as mean and band, the baseline also by itself", async () => {
  const { runs, manyKey } = seeded["F-chart"];
  const groups = [
    { name: "one", runIds: runs.slice(0, 10) },
    { name: "not set", runIds: runs.slice(10, 20) },
  ];
  for (const band of ["std", "stderr", "min_max", "ci95", "none"]) {
    const answer = await chart({
      runIds: runs,
      keys: [manyKey],
      groups,
      aggregate: { centre: "mean", band },
      baselineRunId: runs[3],
      width: 200,
    });
    assert.deepEqual(
      answer.groups.map((group) => group.name),
      ["one", "not set"],
    );
    assert.equal(only(answer.series).runId, runs[3]);
    assert.equal(answer.runsShown, 20);
    for (const group of answer.groups) {
      assert.equal(group.band, band);
      assert.equal(group.x.length, 200);
      assert.ok(group.n.every((n) => n === 10));
      if (band === "none") assert.equal(group.low, null);
      else
        assert.ok(
          group.centre.every((centre, i) => (group.low?.[i] ?? NaN) < centre && centre < (group.high?.[i] ?? NaN)),
        );
    }
  }
});

test("39: p1, p99 and the number of points outside", async () => {
  const { long, key } = seeded["F-chart"];
  const { clip } = await chart({ runIds: [long], keys: [key], clip: true });
  assert.ok(clip && clip.low < clip.high && clip.high < 10);
  assert.ok(clip.below <= 10_000 && clip.below > 9_000);
  assert.ok(clip.above <= 10_000 && clip.above > 9_000);
});

test("40: runs shown and total, raw points and buckets, and who does not log the metric", async () => {
  const { long, runs, manyKey } = seeded["F-chart"];
  const gone = "01900000-0000-7000-8000-000000000000";
  const answer = await chart({ runIds: [...runs, long, gone], keys: [manyKey] });
  assert.equal(answer.runsTotal, 22);
  assert.equal(answer.runsShown, 20);
  assert.equal(answer.points, 200_000);
  assert.ok(answer.buckets <= 20 * 1000);
  assert.deepEqual(
    answer.absent.map((each) => [each.runId, each.reason]),
    [
      [long, "not_logged"],
      [gone, "not_found"],
    ],
  );
  const nobody = await call<Problem>("POST", "/charts/query", { runIds: [gone], keys: [manyKey] });
  assert.equal(nobody.status, 404);
  assert.equal(nobody.body.code, "run.not_found");
});

test("44: NaN and infinities are counted and placed", async () => {
  const { run, nans, highs, lows } = seeded["F-odd"];
  const series = only((await chart({ runIds: [run], keys: ["loss"], width: 100 })).series);
  assert.equal(series.nonFinite.nan, nans);
  assert.equal(series.nonFinite.positive, highs);
  assert.equal(series.nonFinite.negative, lows);
  assert.equal(series.nonFinite.at.length, nans + highs + lows);
  assert.deepEqual(
    series.nonFinite.at.filter((place) => place.value !== "NaN").map((place) => [place.step, place.value]),
    [
      [1000, "Infinity"],
      [2000, "-Infinity"],
    ],
  );
  assert.ok(series.max?.every((value) => typeof value === "number"));
});

test("46: the keys of 500 metrics in one request, searched by a regular expression that cannot hang", async () => {
  const { run } = seeded["F-wide"];
  const all = await expectCall<{ items: { key: string; points: number; min: number }[]; total: number }>(
    200,
    "GET",
    `/runs/${run}/metrics/keys`,
  );
  assert.equal(all.total, 500);
  assert.equal(all.items.length, 500);
  assert.ok(all.items.every((item) => item.points === 200));
  const found = await expectCall<{ items: { key: string }[] }>(200, "GET", `/runs/${run}/metrics/keys?q=val%2Fauc`);
  assert.deepEqual(
    found.items.map((item) => item.key),
    ["val/auc"],
  );
  for (const bad of ["val/(", "(x+x+)+y"]) {
    const answer = await call<Problem>("GET", `/runs/${run}/metrics/keys?q=${encodeURIComponent(bad)}`);
    if (answer.status !== 200) {
      assert.equal(answer.body.code, "metric.bad_pattern");
      assert.equal(answer.body.field, "q");
    }
  }
  const drawn = await chart({ runIds: [run], pattern: "^layer/" });
  assert.equal(drawn.series.length, 100);
});

test("48: every raw point as CSV", async () => {
  const { long, key, spike } = seeded["F-chart"];
  const answer = await fetch(`${url}/api/v1/charts/csv`, {
    method: "POST",
    headers: { authorization: `Bearer ${await accessToken()}`, "content-type": "application/json" },
    body: JSON.stringify({ runIds: [long], keys: [key], from: 765_000, to: 769_999 }),
  });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-disposition") ?? "", /attachment/);
  const lines = (await answer.text()).trimEnd().split("\r\n");
  assert.equal(lines[0], "run,run_name,key,attempt,step,time,relative_seconds,x,value");
  assert.equal(lines.length, 5001);
  assert.equal(lines[1 + spike.step - 765_000]?.split(",").at(-1), String(spike.value));
});

test("short lines of many runs at once", async () => {
  const { runs, manyKey, long } = seeded["F-chart"];
  const answer = await expectCall<{ items: { runId: string; values: number[] }[] }>(200, "POST", "/charts/sparklines", {
    series: [...runs, long].map((runId) => ({ runId, key: manyKey })),
  });
  assert.deepEqual(
    answer.items.map((item) => item.runId),
    runs,
  );
  assert.ok(answer.items.every((item) => item.values.length === 60));
});

test("bad questions name the field", async () => {
  const { long, key } = seeded["F-chart"];
  const cases: [object, string][] = [
    [{ runIds: [], keys: [key] }, "runIds"],
    [{ runIds: [long, long], keys: [key] }, "runIds"],
    [{ runIds: [long] }, "keys"],
    [{ runIds: [long], keys: [key], pattern: "loss" }, "keys"],
    [{ runIds: [long], keys: [key], x: "time" }, "x"],
    [{ runIds: [long], keys: [key], x: "metric" }, "xKey"],
    [{ runIds: [long], keys: [key], from: 2, to: 1 }, "to"],
    [{ runIds: [long], keys: [key], width: 5 }, "width"],
    [
      { runIds: [long], keys: [key], groups: [{ name: "g", runIds: [long, long.replace(/^../, "02")] }] },
      "groups[0].runIds",
    ],
    [{ runIds: [long], keys: [key], more: 1 }, "more"],
  ];
  for (const [query, field] of cases) {
    const answer = await call<Problem>("POST", "/charts/query", query);
    assert.equal(answer.status, 422, JSON.stringify(query));
    assert.equal(answer.body.field, field);
  }
});
