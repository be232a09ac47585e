/** What had ended is the same by hash; of what went on, all that was there before the backup, and nothing that never was. */
import assert from "node:assert/strict";
import { load, type Picture } from "./place.mts";

const SHOWN = 20;

const before = load<Picture>("before");
const after = load<Picture>("after");
const restored = load<Picture>("restored");

/** Of a log line; what tells of no attempt belongs to the first. */
function attemptOf(line: string): number {
  return Number(/"attempt":(\d+)/.exec(line)?.[1] ?? 1);
}

const names = new Set([...Object.keys(before.settled), ...Object.keys(restored.settled)]);
const different = [...names].filter((name) => before.settled[name] !== restored.settled[name]);
assert.deepEqual(different.slice(0, SHOWN), [], `${different.length} of ${names.size} are not as they were`);
for (const word of [": line ", ": point ", ": artifact "]) {
  assert.ok(
    [...names].some((name) => name.includes(word)),
    `something was compared that is called «${word.trim()}»`,
  );
}

for (const what of ["points", "log", "source"] as const) {
  const kept = new Set(restored.live[what]);
  const known = new Set(after.live[what]);
  const lost = before.live[what].filter((line) => !kept.has(line));
  // What goes on is tried again once it is restored: such an attempt is no part of the backup.
  const last = Math.max(...after.live[what].map(attemptOf));
  const invented = restored.live[what].filter((line) => !known.has(line) && attemptOf(line) <= last);
  assert.ok(before.live[what].length > 0, `${what}: there was something`);
  assert.deepEqual(lost.slice(0, SHOWN), [], `${what}: ${lost.length} that were stored before the backup are lost`);
  assert.deepEqual(invented.slice(0, SHOWN), [], `${what}: ${invented.length} never were`);
}
assert.ok(
  restored.live.source.length > before.live.source.length,
  "what was written while the backup was made is in it, up to its moment",
);
console.log(`All ${names.size} hashes are the same.`);
