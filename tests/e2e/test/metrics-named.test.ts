import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { expectCall, until } from "../src/api.ts";
import type { Exposition } from "../src/exposition.ts";
import { faultsOf, files, JOBS, type Published, readYaml, root, scrape } from "../src/monitoring.ts";
import { readExpression } from "../src/promql.ts";

interface Target {
  expr: string;
  legendFormat: string;
}

interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: { defaults: { unit?: string } };
  targets?: Target[];
}

interface Dashboard {
  uid: string;
  title: string;
  panels: Panel[];
}

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels?: { severity?: string };
  annotations?: { summary?: string; description?: string; runbook?: string };
}

/** The sections of docs/metrics.md, and who must publish what they name. */
const SECTIONS: Readonly<Record<string, string[]>> = {
  Backend: ["signalbox-backend"],
  Orchestrator: ["signalbox-orchestrator"],
  "Backend and orchestrator: the JVM": ["signalbox-backend", "signalbox-orchestrator"],
  "ML services": ["signalbox-ml"],
};
/** Every one of these that is published is in the table. */
const OURS = /^(signalbox|http_server|hikaricp)_/;
const data = process.env.SIGNALBOX_E2E_DATA ?? "";

const dashboards = () =>
  files("deploy/grafana/dashboards", ".json").map((path) => JSON.parse(readFileSync(path, "utf8")) as Dashboard);
const rules = () =>
  files("deploy/prometheus/rules", ".yml").flatMap((path) =>
    (readYaml(path) as { groups: { name: string; rules: Rule[] }[] }).groups.flatMap((group) => group.rules),
  );

/** Asks the parts until nothing is wrong any more; what is, a while after the start, is an error. */
async function nothingWrong(what: string, faults: (published: Published) => string[]): Promise<void> {
  // The first answer makes the series of its route.
  await expectCall(200, "GET", "/me");
  let last: string[] = [];
  await until(
    what,
    async () => {
      last = faults(await scrape(data));
      return last.length;
    },
    (count) => count === 0,
    20_000,
  ).catch((error: unknown) => {
    assert.deepEqual(last, [], what);
    throw error;
  });
}

test("every metric of a dashboard is published, with the labels that it is asked for", async () => {
  const targets = dashboards().flatMap((board) => board.panels.flatMap((panel) => panel.targets ?? []));
  assert.ok(targets.length > 50, `only ${targets.length} queries`);
  await nothingWrong("dashboards", (published) =>
    targets.flatMap((target) => faultsOf(target.expr, target.legendFormat, published)),
  );
});

test("every metric of an alert is published, with the labels that it is asked for", async () => {
  const all = rules();
  assert.ok(all.length > 20, `only ${all.length} alerts`);
  const words = (rule: Rule) =>
    Object.values(rule.annotations ?? {})
      .join(" ")
      .replaceAll(/\$labels\.(\w+)/g, "$1");
  await nothingWrong("alerts", (published) => all.flatMap((rule) => faultsOf(rule.expr, words(rule), published)));
});

interface Row {
  section: string;
  name: string;
  type: string;
  unit: string;
  labels: string[];
}

function table(): Row[] {
  const found: Row[] = [];
  let section = "";
  for (const line of readFileSync(join(root, "docs", "metrics.md"), "utf8").split("\n")) {
    if (line.startsWith("## ")) section = line.slice(3);
    const cells = line.split("|").map((cell) => cell.trim());
    const name = /^`(\w+)`$/.exec(cells[1] ?? "")?.[1];
    if (name) {
      const labels = (cells[4] ?? "").split(",").map((label) => label.trim());
      found.push({
        section,
        name,
        type: cells[2] ?? "",
        unit: cells[3] ?? "",
        labels: labels.filter((label) => label !== "").toSorted(),
      });
    }
  }
  return found;
}

/** The labels of a family, without those that each part or each kind of metric has. */
function labelsOf(exposition: Exposition, row: Row): string[] | undefined {
  const sample = ["histogram", "summary"].includes(row.type) ? `${row.name}_count` : row.name;
  const series = exposition.series.get(sample);
  if (!series) return undefined;
  return [...new Set(series.flatMap((each) => Object.keys(each)))].filter((label) => label !== "part").toSorted();
}

test("docs/metrics.md names what is published, with its type and its labels", async () => {
  const rows = table();
  assert.deepEqual([...new Set(rows.map((row) => row.section))], Object.keys(SECTIONS));
  assert.deepEqual(
    rows.map((row) => `${row.section} ${row.name}`).filter((name, at, all) => all.indexOf(name) !== at),
    [],
    "twice in the table",
  );
  await nothingWrong("the table", (published) =>
    rows.flatMap((row) =>
      (SECTIONS[row.section] ?? []).flatMap((job) => {
        const exposition = published.get(job);
        const labels = exposition && labelsOf(exposition, row);
        if (!exposition || !labels) return [`${job} does not publish ${row.name}`];
        const type = exposition.types.get(row.name);
        return [
          ...(type === row.type ? [] : [`${row.name} is a ${type}, not a ${row.type}`]),
          ...(labels.join() === row.labels.join() ? [] : [`${row.name} has the labels ${labels}, not ${row.labels}`]),
        ];
      }),
    ),
  );
});

test("every metric of ours is in docs/metrics.md", async () => {
  const named = new Set(table().map((row) => row.name));
  // Beside a timer lies its largest value, beside a Python counter the time of its making.
  const beside = (name: string) => named.has(name.replace(/_max$/, "")) || name.endsWith("_created");
  await nothingWrong("what is published", (published) =>
    [...published.values()]
      .flatMap((exposition) => [...exposition.types.keys()])
      .filter((name) => OURS.test(name) && !named.has(name) && !beside(name))
      .map((name) => `${name} is not in the table`),
  );
});

test("names say their unit, in base units; counters end in _total", () => {
  const wrong = table().filter(
    (row) =>
      (row.unit === "seconds") !== /_seconds(_total)?$/.test(row.name) ||
      (row.unit === "bytes") !== /_bytes(_total)?$/.test(row.name) ||
      (row.type === "counter") !== row.name.endsWith("_total") ||
      row.unit === "",
  );
  assert.deepEqual(wrong, []);
});

test("each alert waits, has a severity, and has a page that says what to do", () => {
  const pages = files("docs/runbooks", ".md").map((path) => relative(root, path));
  const all = rules();
  const kebab = (name: string) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
  for (const rule of all) {
    assert.match(rule.for ?? "", /^\d+[smh]$/, rule.alert);
    assert.match(rule.labels?.severity ?? "", /^(critical|warning|info)$/, rule.alert);
    assert.ok(rule.annotations?.summary && rule.annotations.description, rule.alert);
    assert.equal(rule.annotations?.runbook, `docs/runbooks/${kebab(rule.alert)}.md`);
  }
  const runbooks = all.map((rule) => rule.annotations?.runbook ?? "").toSorted();
  assert.deepEqual(pages, runbooks, "a page for each alert, an alert for each page");
  for (const page of pages) {
    const text = readFileSync(join(root, page), "utf8");
    const alert = all.find((rule) => rule.annotations?.runbook === page)?.alert;
    assert.ok(text.startsWith(`# ${alert}\n`), `${page} begins with its alert`);
    for (const part of ["**What it means.**", "**Look.**", "**Do.**"]) {
      assert.ok(text.includes(part), `${page}: ${part}`);
    }
  }
});

test("the pages name metrics that are published", async () => {
  const metric = /\b(?:signalbox|http_server|hikaricp|jvm|process|logback)_[a-z0-9_]+\b/g;
  const names = files("docs/runbooks", ".md").flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(metric)].map((each) => each[0]),
  );
  assert.ok(names.length > 20, `only ${names.length} names`);
  await nothingWrong("runbooks", (published) => names.flatMap((name) => faultsOf(name, "", published)));
});

test("Prometheus scrapes the parts under the names that the dashboards use, and finds its rules", () => {
  const settings = readYaml(join(root, "deploy/prometheus/prometheus.yml")) as {
    rule_files: string[];
    scrape_configs: { job_name: string }[];
  };
  assert.deepEqual(
    settings.scrape_configs.map((scraped) => scraped.job_name),
    Object.keys(JOBS),
  );
  assert.deepEqual(settings.rule_files, ["rules/*.yml"]);
});

test("Grafana is told where the dashboards and Prometheus are", () => {
  const provisioned = files("deploy/grafana/provisioning", ".yml");
  assert.ok(provisioned.length >= 2, `only ${provisioned.length} files`);
  for (const path of provisioned) {
    const content = readYaml(path) as { apiVersion: number; datasources?: unknown[]; providers?: unknown[] };
    assert.equal(content.apiVersion, 1, path);
    assert.ok(content.datasources?.length || content.providers?.length, path);
  }
});

test("each panel has a unit and a description, and none lies over another", () => {
  const boards = dashboards();
  assert.equal(new Set(boards.map((board) => board.uid)).size, boards.length);
  for (const { title, panels } of boards) {
    assert.equal(new Set(panels.map((panel) => panel.id)).size, panels.length, title);
    for (const panel of panels) {
      const name = `${title}: ${panel.title}`;
      const { x, y, w, h } = panel.gridPos;
      assert.ok(x >= 0 && w > 0 && h > 0 && x + w <= 24, name);
      const over = panels.find(
        ({ id, gridPos: other }) =>
          id !== panel.id && other.x < x + w && x < other.x + other.w && other.y < y + h && y < other.y + other.h,
      );
      assert.equal(over?.title, undefined, name);
      if (panel.type !== "row") {
        assert.ok(panel.description && panel.fieldConfig?.defaults.unit && panel.targets?.length, name);
      }
    }
  }
});

test("what nobody publishes is found", async () => {
  const published = await scrape(data);
  for (const [expression, legend, fault] of [
    ["max(signalbox_outbox_age_second)", "", "nobody publishes signalbox_outbox_age_second"],
    ['sum(signalbox_outbox_messages{job="signalbox-ml"})', "", "nobody publishes signalbox_outbox_messages"],
    ['up{job="signalbox-back"} == 0', "", "no job signalbox-back"],
    ['rate(signalbox_log_dropped_total{reason="forged"}[5m])', "", "signalbox_log_dropped_total has no label reason"],
    ['signalbox_log_dropped_total{cause=~"forged|lost"}', "", "signalbox_log_dropped_total has no cause lost"],
    ["sum by (reason) (signalbox_log_dropped_total)", "", "no label reason"],
    ["signalbox_runs_waiting", "{{reason}}", "no label reason"],
  ] as const) {
    assert.deepEqual(faultsOf(expression, legend, published), [`${fault}: ${expression}`]);
  }
});

test("expressions are read as Prometheus reads them", () => {
  assert.deepEqual(
    readExpression(
      'sum by (le, job) (rate(a_bucket{b!="c|\\"d\\"",e=~"f"}[$__rate_interval])) / on (job) g > 0.5 and h offset 5m',
    ),
    {
      selectors: [
        {
          name: "a_bucket",
          matchers: [
            { label: "b", operator: "!=", value: 'c|"d"' },
            { label: "e", operator: "=~", value: "f" },
          ],
        },
        { name: "g", matchers: [] },
        { name: "h", matchers: [] },
      ],
      grouped: ["le", "job", "job"],
    },
  );
  for (const broken of ["sum(a", "a{b=c}", 'a{b="c"', "rate(a[5m)]", "a & b", '{b="c"}', 'a{b "c"}']) {
    assert.throws(() => readExpression(broken), Error, broken);
  }
});
