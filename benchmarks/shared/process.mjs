/** What processes used, as the kernel counts it. Linux. */
import { readFileSync } from "node:fs";

/** The kernel counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/**
 * CPU seconds of the processes so far, user and system. Of a process's children those count that have ended: a worker of
 * PostgreSQL that goes away meanwhile takes nothing of the sum with it.
 */
export function cpuSeconds(pids) {
  return pids.reduce((sum, pid) => sum + ticks(pid), 0) / TICKS_PER_SECOND;
}

function ticks(pid) {
  const fields = statOf(pid);
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

/** The fields after the program's name, which may hold spaces. */
function statOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** A process with all that it started. */
export function familyOf(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return [pid, ...children.flatMap((child) => familyOf(Number(child)))];
}
