/** Reads the file of a project as docs/guides/transfer.md says, without anything of Signalbox. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { accessToken, call, expectCall, until, url } from "./api.ts";

export interface Entry {
  name: string;
  /** Where its content begins. */
  at: number;
  content: Buffer;
}

export interface ImportItem {
  id: string;
  state: string;
  fraction: number;
  attempt: number;
  content: Record<string, number> | null;
  origin: { projectId: string; name: string } | null;
  refusal: { code: string; detail: string; entry: string | null } | null;
  projectId: string | null;
}

const BLOCK = 512;
export const sha256 = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The entries of a plain tar, in their order. */
export function entriesOf(file: Buffer): Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  while (file[at] !== 0) {
    const header = file.subarray(at, at + BLOCK);
    const name = header.toString("latin1", 0, 100).replace(/\0.*$/s, "");
    const size = Number.parseInt(header.toString("latin1", 124, 135), 8);
    at += BLOCK;
    entries.push({ name, at, content: file.subarray(at, at + size) });
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
  assert.equal(file.length - at, 2 * BLOCK, "two blocks of zeros end the file");
  return entries;
}

export const linesOf = (entry: Entry): Record<string, unknown>[] =>
  (entry.name.endsWith(".gz") ? gunzipSync(entry.content) : entry.content)
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Holds every entry against its checksum, and the manifest against the last one. Gives the manifest. */
export function verified(entries: readonly Entry[]): { counts: Record<string, number>; missing: number } {
  const manifest = entries.at(-2);
  const sum = entries.at(-1);
  assert.ok(manifest && sum);
  assert.deepEqual([entries[0]?.name, manifest.name], ["signalbox.json", "manifest.json"]);
  assert.equal(sum.content.toString(), `${sha256(manifest.content)}  manifest.json\n`);
  const read = JSON.parse(manifest.content.toString());
  const listed = entries.filter(({ name }) => name.startsWith("checksums/"));
  const of = ({ name, content }: Entry) => ({ name, length: content.length, sha256: sha256(content) });
  assert.deepEqual(read.checksums, listed.map(of));
  const others = entries.slice(0, -2).filter((entry) => !listed.includes(entry));
  assert.deepEqual(listed.flatMap(linesOf), others.map(of));
  return read;
}

/** Sends a file in one piece. */
export async function sendFile(file: Buffer, name = "project.signalbox.tar"): Promise<string> {
  const tus = { "tus-resumable": "1.0.0" };
  const created = await call<unknown>("POST", "/uploads", undefined, {
    ...tus,
    "upload-length": String(file.length),
    "upload-metadata": `filename ${Buffer.from(name).toString("base64")}`,
  });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  const path = created.headers.get("location") ?? "";
  const sent = await fetch(`${url}${path}`, {
    method: "PATCH",
    headers: {
      ...tus,
      authorization: `Bearer ${await accessToken()}`,
      "content-type": "application/offset+octet-stream",
      "upload-offset": "0",
    },
    body: new Uint8Array(file),
  });
  assert.equal(sent.status, 204, await sent.text());
  return path.split("/").at(-1) ?? "";
}

/** Makes a project of a file, and waits for what becomes of that. */
export async function importFile(file: Buffer, name?: string): Promise<ImportItem> {
  const uploadId = await sendFile(file);
  const { id } = await expectCall<ImportItem>(202, "POST", "/imports", { uploadId, name });
  return until(
    `import ${id} ended`,
    () => expectCall<ImportItem>(200, "GET", `/imports/${id}`),
    ({ state }) => ["done", "failed", "cancelled"].includes(state),
    120_000,
  );
}
