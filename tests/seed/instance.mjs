/** How a running instance is reached: its REST interface and its PostgreSQL. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

export class Instance {
  #token = "";

  /** @param {string} data the folder that was given to `./signalbox up --data` */
  constructor(data) {
    this.data = data;
    const facts = properties(join(data, "instance"));
    this.databasePort = facts["port.postgres"];
    this.base = `${facts.url}/api/v1`;
  }

  /** @param {string} [known] the administrator's password */
  async signIn(known) {
    const file = join(this.data, "admin-password");
    const password =
      known ??
      process.env.SIGNALBOX_ADMIN_PASSWORD ?? (existsSync(file) ? readFileSync(file, "utf8").trim() : undefined);
    if (!password) throw new Error("The administrator's password is not known: set SIGNALBOX_ADMIN_PASSWORD");
    const email = process.env.SIGNALBOX_ADMIN_EMAIL ?? "admin@signalbox.local";
    this.#token = (await this.call("POST", "/auth/login", { email, password })).accessToken;
  }

  /** One request; throws unless it succeeds. */
  async call(method, path, body) {
    const form = body instanceof FormData;
    const answer = await fetch(this.base + path, {
      method,
      headers: {
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
        ...(body !== undefined && !form && { "content-type": "application/json" }),
      },
      body: body === undefined || form ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 400)}`);
    return text ? JSON.parse(text) : {};
  }

  /** A connection to a database of the embedded server: `metadata` or `telemetry`, its tables without a prefix. */
  async database(name) {
    const secrets = properties(join(this.data, "secrets"));
    const client = new pg.Client({
      connectionString: `postgres://signalbox:${encodeURIComponent(secrets.postgres)}@127.0.0.1:${this.databasePort}/${name}`,
    });
    await client.connect();
    await client.query(`set search_path to ${name}`);
    return client;
  }
}

function properties(path) {
  const lines = readFileSync(path, "utf8").split("\n");
  return Object.fromEntries(
    lines.filter((line) => line.includes("=")).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
