/** Takes a picture of all that the instance holds, through REST.  node look.mts NAME */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { accessToken, download, expectCall, url } from "../e2e/src/api.ts";
import { load, type Picture, type Place, save } from "./place.mts";

const KEYS_AT_ONCE = 100;

const place = load<Place>("place");
const settled: Picture["settled"] = {};

const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** JSON with its keys in order: two programs may write them in different ones. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}

async function bytes(path: string): Promise<Buffer> {
  const answer = await download(path);
  assert.equal(answer.status, 200, `${path} answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** Notes an answer, and gives it. */
async function note<T>(name: string, path: string): Promise<T> {
  const body = await expectCall<T>(200, "GET", path);
  settled[name] = sha256(JSON.stringify(ordered(body)));
  return body;
}

async function lines(path: string): Promise<string[]> {
  const text = (await bytes(`${path}/log/download?format=jsonl`)).toString();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.stringify(ordered(JSON.parse(line))));
}

/** Every raw point of an attempt: a line of CSV each, with its metric, step, time and value. */
async function points(run: string, keys: readonly string[], attempt?: number): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
    const answer = await fetch(`${url}/api/v1/charts/csv`, {
      method: "POST",
      headers: { authorization: `Bearer ${await accessToken()}`, "content-type": "application/json" },
      body: JSON.stringify({
        runIds: [run],
        keys: keys.slice(at, at + KEYS_AT_ONCE),
        ...(attempt === undefined ? {} : { attempts: { [run]: attempt } }),
      }),
    });
    assert.equal(answer.status, 200, `the points of ${run}`);
    const [header, ...rows] = (await answer.text()).trimEnd().split("\r\n");
    assert.equal(header, "run,run_name,key,attempt,step,time,relative_seconds,x,value");
    found.push(...rows);
  }
  return found;
}

async function lookAtRun(id: string, kind: string): Promise<void> {
  const name = `${kind} ${id}`;
  await note(name, `/runs/${id}`);
  await note(`${name}: timeline`, `/runs/${id}/events?limit=200`);
  await note(`${name}: notes`, `/runs/${id}/notes`);
  const { attempts } = await note<{ attempts: { stored: number }[] }>(`${name}: log summary`, `/runs/${id}/log/summary`);
  const log = await lines(`/runs/${id}`);
  assert.equal(
    log.length,
    attempts.reduce((sum, { stored }) => sum + stored, 0),
    `${name} has all of its lines`,
  );
  log.forEach((line, at) => {
    settled[`${name}: line ${at + 1}`] = sha256(line);
  });
  const { items: keys } = await note<{ items: { key: string; points: number }[] }>(
    `${name}: metrics`,
    `/runs/${id}/metrics/keys`,
  );
  const rows = await points(
    id,
    keys.map(({ key }) => key),
  );
  assert.equal(
    rows.length,
    keys.reduce((sum, each) => sum + each.points, 0),
    `${name} has all of its points`,
  );
  rows.forEach((row, at) => {
    settled[`${name}: point ${at + 1}`] = sha256(row);
  });
  const artifacts = await note<{ items: { name: string; sha256: string; contentType: string }[] }>(
    `${name}: artifacts`,
    `/runs/${id}/artifacts`,
  );
  for (const artifact of artifacts.items) {
    const content = await bytes(`/runs/${id}/artifacts/${encodeURIComponent(artifact.name)}`);
    settled[`${name}: artifact ${artifact.name}`] = sha256(content);
    assert.equal(sha256(content), artifact.sha256, `${name}: ${artifact.name} is what was stored`);
  }
}

type Listed = { id: string; kind: string }[];

const runs: Listed = [];
for (const filter of ["", ...place.studies.map((study) => `&filter=${encodeURIComponent(`study:${study}`)}`)]) {
  const page = await expectCall<{ items: Listed; nextCursor: string | null }>(
    200,
    "GET",
    `/projects/${place.project}/runs?limit=200${filter}`,
  );
  assert.equal(page.nextCursor, null);
  runs.push(...page.items);
}
const kinds = new Set(runs.map(({ kind }) => kind));
for (const kind of ["training", "prediction", "study", "trial", "solve"]) assert.ok(kinds.has(kind), `there is a ${kind}`);
for (const run of runs) await lookAtRun(run.id, run.kind);

for (const study of place.studies) {
  await note(`study ${study}: definition`, `/studies/${study}`);
  await note(`study ${study}: trials`, `/studies/${study}/trials?limit=5000`);
}
const datasets = await note<{ items: { id: string; sha256: string }[] }>(
  "datasets",
  `/projects/${place.project}/datasets?limit=100`,
);
for (const dataset of datasets.items) {
  await note(`dataset ${dataset.id}`, `/datasets/${dataset.id}`);
  const content = await bytes(`/datasets/${dataset.id}/content`);
  settled[`dataset ${dataset.id}: content`] = sha256(content);
  assert.equal(sha256(content), dataset.sha256);
}
const models = await note<{ items: { id: string }[] }>("models", `/projects/${place.project}/models`);
for (const { id } of models.items) await note(`model ${id}: versions`, `/models/${id}/versions`);
await note("members", `/projects/${place.project}/members`);
await note("me", "/me");
(await lines(`/log-sources/${place.source}`)).forEach((line, at) => {
  settled[`source: line ${at + 1}`] = sha256(line);
});

const { items: liveKeys } = await expectCall<{ items: { key: string }[] }>(
  200,
  "GET",
  `/runs/${place.live}/metrics/keys?attempt=1`,
);
const picture: Picture = {
  settled,
  live: {
    points: await points(
      place.live,
      liveKeys.map(({ key }) => key),
      1,
    ),
    log: await lines(`/runs/${place.live}`),
    source: await lines(`/log-sources/${load<{ source: string }>("writing").source}`),
  },
};
const name = process.argv[2];
assert.ok(name, "the picture needs a name");
save(name, picture);
console.log(
  `${name}: ${Object.keys(settled).length} hashes; ${picture.live.points.length} points and ` +
    `${picture.live.log.length + picture.live.source.length} lines of what goes on`,
);
