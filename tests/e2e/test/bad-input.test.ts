import assert from "node:assert/strict";
import { connect } from "node:net";
import { before, test } from "node:test";
import {
  accessToken,
  call,
  type Dataset,
  expectCall,
  newProject,
  type Problem,
  type Run,
  upload,
  url,
} from "../src/api.ts";
import { titanic } from "../src/tables.ts";

let project = "";
let dataset = "";

before(async () => {
  project = await newProject("bad input");
  dataset = (await upload<Dataset>(project, "titanic.csv", titanic())).body.id;
});

function isProblem(answer: { status: number; body: Problem; headers: Headers }, status: number, code: string): Problem {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.code, code, JSON.stringify(answer.body));
  assert.ok(answer.headers.get("content-type")?.startsWith("application/problem+json"));
  assert.match(answer.body.traceId, /^[0-9a-f]{32}$/);
  assert.doesNotMatch(JSON.stringify(answer.body), /\.java:|Exception|at signalbox/);
  return answer.body;
}

const bytes = (...values: number[]) => new Uint8Array(values);
const files: [string, string | Uint8Array<ArrayBuffer>, number, string][] = [
  ["empty.csv", "", 422, "dataset.empty"],
  ["header.csv", "a,b,c\n", 422, "dataset.no_rows"],
  ["twice.csv", "a,a\n1,2\n", 422, "dataset.header"],
  ["latin1.csv", bytes(0x61, 0x2c, 0x62, 0x0a, 0x4d, 0xfc, 0x2c, 0x31, 0x0a), 422, "dataset.encoding"],
  ["picture.csv", bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d), 422, "dataset.not_a_table"],
  ["page.csv", "<!doctype html><html><body>no table</body></html>", 422, "dataset.not_a_table"],
  ["broken.parquet", "PAR1 and nothing after it", 422, "dataset.not_a_table"],
];
for (const [name, content, status, code] of files) {
  test(`${name} is refused as ${code}, and nothing is stored`, async () => {
    const own = await newProject("refused");
    isProblem(await upload<Problem>(own, name, content), status, code);
    assert.equal((await expectCall<{ total: number }>(200, "GET", `/projects/${own}/datasets`)).total, 0);
  });
}

test("a ragged CSV names line, column, text and reason of each bad row", async () => {
  const problem = isProblem(
    await upload<Problem>(project, "ragged.csv", "a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11,12\n"),
    422,
    "dataset.malformed",
  );
  assert.deepEqual(
    problem.errors?.map((fault) => fault.line),
    [3, 5],
  );
  assert.ok(problem.errors?.every((fault) => fault.detail && fault.text && fault.column));
});

const training = () => ({ kind: "training", algorithm: "lightgbm", datasetId: dataset, target: "survived" });
const runs: [string, () => unknown, number, string, string][] = [
  ["a target that is not there", () => ({ ...training(), target: "nobody" }), 422, "run.unknown_column", "target"],
  ["an unknown algorithm", () => ({ ...training(), algorithm: "magic" }), 422, "run.unknown_algorithm", "algorithm"],
  [
    "a parameter outside its schema",
    () => ({ ...training(), parameters: { learning_rate: -1 } }),
    422,
    "run.invalid_parameter",
    "parameters.learning_rate",
  ],
  [
    "an unknown parameter",
    () => ({ ...training(), parameters: { speed: 1 } }),
    422,
    "run.invalid_parameter",
    "parameters.speed",
  ],
];
for (const [what, body, status, code, field] of runs) {
  test(`${what} is refused as ${code} at ${field}`, async () => {
    const problem = isProblem(await call<Problem>("POST", `/projects/${project}/runs`, body()), status, code);
    assert.equal(problem.field, field);
  });
}

test("a target with one class is refused", async () => {
  const constant = await upload<Dataset>(project, "constant.csv", "a,b\n1,yes\n2,yes\n3,yes\n");
  assert.equal(constant.status, 201);
  const body = { ...training(), datasetId: constant.body.id, target: "b" };
  isProblem(await call<Problem>("POST", `/projects/${project}/runs`, body), 422, "run.one_class");
});

test("a body that is not JSON is refused", async () => {
  isProblem(await call<Problem>("POST", `/projects/${project}/runs`, "{ kind: training"), 400, "request.malformed");
});

test("an upload of 2 GiB that is cut in the middle leaves nothing", async () => {
  const own = await newProject("cut");
  const { hostname, port } = new URL(url);
  const token = await accessToken();
  const socket = connect(Number(port), hostname);
  await new Promise((connected) => socket.once("connect", connected));
  socket.on("error", () => undefined);
  const head =
    '--cut\r\ncontent-disposition: form-data; name="file"; filename="large.csv"\r\ncontent-type: text/csv\r\n\r\na,b\r\n';
  socket.write(
    `POST /api/v1/projects/${own}/datasets HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${token}\r\n` +
      `content-type: multipart/form-data; boundary=cut\r\ncontent-length: ${2 * 1024 ** 3}\r\n\r\n${head}`,
  );
  const block = Buffer.from("12345,67890\r\n".repeat(80_000));
  for (let sent = 0; sent < 40; sent++) {
    if (!socket.write(block)) await new Promise((drained) => socket.once("drain", drained));
  }
  socket.destroy();
  assert.equal((await expectCall<{ total: number }>(200, "GET", `/projects/${own}/datasets`)).total, 0);
  assert.equal((await call("GET", "/me")).status, 200);
});

test("a repeated Idempotency-Key answers the first run, and refuses another body", async () => {
  const key = { "idempotency-key": `once-${project}` };
  const path = `/projects/${project}/runs`;
  const first = await call<Run>("POST", path, training(), key);
  const second = await call<Run>("POST", path, training(), key);
  assert.equal(first.status, 201, JSON.stringify(first.body));
  assert.equal(second.body.id, first.body.id);
  isProblem(
    await call<Problem>("POST", path, { ...training(), name: "another" }, key),
    409,
    "request.idempotency_mismatch",
  );
  assert.ok([202, 409].includes((await call("POST", `/runs/${first.body.id}/cancel`, { mode: "kill" })).status));
});

test("without a token nothing is told", async () => {
  for (const path of ["/me", "/projects", `/projects/${project}/runs`, "/system/services"]) {
    const answer = await fetch(`${url}/api/v1${path}`);
    assert.equal(answer.status, 401);
    assert.equal(((await answer.json()) as Problem).code, "auth.required");
  }
});
