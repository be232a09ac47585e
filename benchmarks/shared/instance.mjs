// An instance of Signalbox for a benchmark: in a folder of its own, with the service that answers at once.
import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import WebSocket from "ws";
import { familyOf } from "./process.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");
const EMAIL = "admin@signalbox.local";
export const TERMINAL = new Set(["succeeded", "failed", "cancelled", "timed_out"]);

export class Instance {
  #token = "";
  #tokenUntil = 0;
  #agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  #service;
  #withService;
  #withTuning;
  #environment;

  /**
   * @param {string} folder for the data and all logs
   * @param {{service?: boolean, tuning?: boolean, environment?: Record<string, string>}} options with the service that answers at
   *     once; beside it the one that proposes trials; further settings
   */
  constructor(folder, { service = true, tuning = false, environment = {} } = {}) {
    this.#withService = service;
    this.#withTuning = tuning;
    this.#environment = environment;
    this.data = join(folder, "data");
    this.logs = folder;
    this.password = `benchmark-${randomBytes(12).toString("hex")}`;
  }

  async up() {
    this.port = await freePort();
    const addresses = [];
    if (this.#withService) addresses.push(await this.#startService());
    if (this.#withTuning) addresses.push(await this.#planTuning());
    const services = addresses.length > 0 ? { SIGNALBOX_ML_SERVICES: addresses.join(",") } : {};
    await run(join(ROOT, "signalbox"), ["up", "--detach", "--data", this.data, "--port", String(this.port)], {
      SIGNALBOX_ADMIN_PASSWORD: this.password,
      ...services,
      ...this.#environment,
    });
    await this.signIn();
    if (this.#withService) {
      await until("the service is offered", 60_000, async () =>
        (await this.call("GET", "/algorithms")).items.some((each) => each.name === "instant" && each.available),
      );
    }
  }

  /** Its address. */
  async #startService() {
    const port = await freePort();
    const faults = join(ROOT, "tests", "faults");
    this.#service = child(
      join(faults, ".venv", "bin", "python"),
      [join(HERE, "service.py"), "--port", String(port)],
      { PYTHONPATH: faults },
      join(this.logs, "service.log"),
    );
    return `127.0.0.1:${port}`;
  }

  /** Where the tuning service of the instance will listen: a remembered port is taken again. */
  async #planTuning() {
    const port = await freePort();
    mkdirSync(this.data, { mode: 0o711 });
    writeFileSync(join(this.data, "ports"), `tuningGrpc=${port}\n`);
    return `127.0.0.1:${port}`;
  }

  get token() {
    return this.#token;
  }

  /** The process of a part: `backend`, `orchestrator`, `postgres`, … */
  pid(part) {
    return Number(properties(join(this.data, "instance"))[`part.${part}.pid`]);
  }

  /** The port of a part: `kafka`, `postgres`, `backendManagement`, … */
  portOf(part) {
    return Number(properties(join(this.data, "instance"))[`port.${part}`]);
  }

  /** All processes of the database server. */
  postgresPids() {
    return familyOf(this.pid("postgres"));
  }

  /** The token is short-lived, and a stream ends with it: again before a round that could outlive it. */
  async signIn() {
    const answer = await this.call("POST", "/auth/login", { email: EMAIL, password: this.password });
    this.#token = answer.accessToken;
    this.#tokenUntil = performance.now() + answer.expiresIn * 500;
  }

  get tokenIsOld() {
    return performance.now() > this.#tokenUntil;
  }

  async down() {
    this.#agent.destroy();
    await run(join(ROOT, "signalbox"), ["down", "--data", this.data], {}).catch((error) => console.error(error.message));
    this.#service?.stdin.end();
  }

  /** A connection string for the server of this instance. */
  database(name) {
    const secrets = properties(join(this.data, "secrets"));
    const instance = properties(join(this.data, "instance"));
    return `postgres://signalbox:${encodeURIComponent(secrets.postgres)}@127.0.0.1:${instance["port.postgres"]}/${name}`;
  }

  /** One request of the REST interface; throws unless it succeeds. */
  call(method, path, body, headers = {}) {
    const content = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: "127.0.0.1",
          port: this.port,
          method,
          path: `/api/v1${path}`,
          agent: this.#agent,
          headers: {
            ...(content && { "content-type": "application/json", "content-length": content.length }),
            ...(this.#token && { authorization: `Bearer ${this.#token}` }),
            ...headers,
          },
        },
        (response) => {
          const parts = [];
          response.on("data", (part) => parts.push(part));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(parts).toString();
            if (response.statusCode < 200 || response.statusCode > 299) {
              reject(new Error(`${method} ${path} answered ${response.statusCode}: ${text.slice(0, 400)}`));
            } else {
              resolve(text ? JSON.parse(text) : {});
            }
          });
        },
      );
      request.on("error", reject);
      request.end(content);
    });
  }

  async upload(project, name, csv) {
    const boundary = randomUUID();
    const body = Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n` +
        `Content-Type: text/csv\r\n\r\n${csv}\r\n--${boundary}--\r\n`,
    );
    const type = { "content-type": `multipart/form-data; boundary=${boundary}` };
    return (await this.call("POST", `/projects/${project}/datasets`, body, type)).id;
  }

  /** Follows the runs of a project; `heard` gets each state in the order of arrival. */
  follow(project, heard) {
    const topic = `project:${project}:runs`;
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}/api/v1/stream`, [
      "signalbox.v1",
      `bearer.${this.#token}`,
    ]);
    return new Promise((resolve, reject) => {
      socket.on("error", reject);
      socket.on("close", (code) => reject(new Error(`The stream was closed with ${code}`)));
      socket.on("open", () => socket.send(JSON.stringify({ type: "subscribe", topic, credit: 64 })));
      socket.on("message", (bytes) => {
        const at = performance.now();
        const frame = JSON.parse(bytes);
        if (frame.type === "snapshot") {
          resolve(socket);
        } else if (frame.type === "batch") {
          socket.send(JSON.stringify({ type: "credit", topic, n: 1 }));
          for (const item of frame.items) heard(item.run, at);
        } else if (frame.type === "error") {
          reject(new Error(`${frame.code}: ${frame.detail}`));
        }
      });
    });
  }
}

/** A child process whose standard input is ours: it ends with us. */
export function child(program, args, environment, log) {
  const process_ = spawn(program, args, { env: { ...process.env, ...environment }, stdio: ["pipe", "pipe", "pipe"] });
  const out = createWriteStream(log, { flags: "a" });
  process_.stdout.pipe(out);
  process_.stderr.pipe(out);
  return process_;
}

async function run(program, args, environment) {
  const process_ = spawn(program, args, { env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  process_.stdout.on("data", (part) => (text += part));
  process_.stderr.on("data", (part) => (text += part));
  const code = await new Promise((resolve, reject) => {
    process_.on("error", reject);
    process_.on("close", resolve);
  });
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${text}`);
}

export async function until(what, milliseconds, condition) {
  const end = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited ${milliseconds} ms in vain until ${what}`);
    await sleep(20);
  }
}

function properties(path) {
  const lines = readFileSync(path, "utf8").split("\n");
  return Object.fromEntries(
    lines.filter((line) => line.includes("=")).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
