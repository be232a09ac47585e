/** What dashboards, alerts and pages ask for, held against what the parts of an instance publish. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Exposition, type Labels, readExposition, together } from "./exposition.ts";
import { readExpression, type Selector } from "./promql.ts";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The scrape jobs, and which ports of an instance are theirs. */
export const JOBS: Readonly<Record<string, string[]>> = {
  "signalbox-backend": ["backendManagement"],
  "signalbox-orchestrator": ["orchestratorManagement"],
  "signalbox-ml": ["mlManagement", "solvingManagement", "tuningManagement"],
};

/** By job, what its parts publish. */
export type Published = ReadonlyMap<string, Exposition>;

/** Series that Prometheus makes itself. */
const OF_PROMETHEUS: Readonly<Record<string, string[]>> = { up: [], ALERTS: ["alertname", "alertstate", "severity"] };
/** Labels that Prometheus puts on every series. */
const OF_TARGETS = ["job", "instance"];

export async function scrape(data: string): Promise<Published> {
  const ports = new Map(
    readFileSync(join(data, "instance"), "utf8")
      .split("\n")
      .map((line): [string, string] => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  const published = new Map<string, Exposition>();
  for (const [job, parts] of Object.entries(JOBS)) {
    const expositions: Exposition[] = [];
    for (const part of parts) {
      const answer = await fetch(`http://127.0.0.1:${ports.get(`port.${part}`)}/metrics`);
      if (answer.status !== 200) throw new Error(`${part} answered ${answer.status}`);
      expositions.push(readExposition(await answer.text()));
    }
    published.set(job, together(expositions));
  }
  return published;
}

/** What is wrong with an expression; empty when all it names is published. */
export function faultsOf(expression: string, legend: string, published: Published): string[] {
  const { selectors, grouped } = readExpression(expression);
  const faults: string[] = [];
  const known = new Set([...OF_TARGETS, "le"]);
  for (const selector of selectors) {
    const series = seriesOf(selector, published);
    if (series.length === 0) faults.push(`nobody publishes ${selector.name}`);
    for (const each of series) for (const label of Object.keys(each)) known.add(label);
    faults.push(...faultsOfMatchers(selector, series));
  }
  const legends = [...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((each) => each[1] ?? "");
  const missing = [...grouped, ...legends].filter((label) => !known.has(label));
  faults.push(...missing.map((label) => `no label ${label}`));
  return faults.map((fault) => `${fault}: ${expression}`);
}

function seriesOf(selector: Selector, published: Published): Labels[] {
  const own = OF_PROMETHEUS[selector.name];
  if (own) return [Object.fromEntries([...OF_TARGETS, ...own].map((label) => [label, ""]))];
  const jobs = Object.keys(JOBS).filter((job) =>
    selector.matchers.every((matcher) => matcher.label !== "job" || matches(matcher.value, matcher.operator, job)),
  );
  return jobs.flatMap((job) => published.get(job)?.series.get(selector.name) ?? []);
}

function faultsOfMatchers(selector: Selector, series: Labels[]): string[] {
  const faults: string[] = [];
  for (const { label, operator, value } of selector.matchers) {
    if (label === "job") {
      const unknown = value.split("|").filter((job) => !(job in JOBS));
      faults.push(...unknown.map((job) => `no job ${job}`));
    } else if (!OF_TARGETS.includes(label) && series.length > 0) {
      if (!series.some((each) => label in each)) faults.push(`${selector.name} has no label ${label}`);
      else if (!operator.startsWith("!") && !comesLater(selector.name, label)) {
        // Each word of an alternative: one that is misspelt never matches, and nobody would notice.
        const wanted = value.split("|");
        faults.push(
          ...wanted
            .filter((one) => !series.some((each) => matches(one, operator, each[label] ?? "")))
            .map((one) => `${selector.name} has no ${label} ${one}`),
        );
      }
    }
  }
  return faults;
}

function matches(wanted: string, operator: string, value: string): boolean {
  const equal = operator.endsWith("~") ? new RegExp(`^(?:${wanted})$`).test(value) : wanted === value;
  return operator.startsWith("!") ? !equal : equal;
}

/** Statuses of requests are there once there was one; ALERTS only while Prometheus itself has them. */
function comesLater(name: string, label: string): boolean {
  return name === "ALERTS" || (name.startsWith("http_server_requests_") && label === "status");
}

/** A YAML file, read by the library that the ML services have; throws with the place of an error in it. */
export function readYaml(path: string): unknown {
  const program = "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1], encoding='utf-8')), sys.stdout)";
  const python = join(root, "ml-services", ".venv", "bin", "python");
  return JSON.parse(execFileSync(python, ["-c", program, path], { encoding: "utf8" }));
}

/** All files below a folder, with this ending. */
export function files(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(root, folder, name))
    .toSorted();
}
