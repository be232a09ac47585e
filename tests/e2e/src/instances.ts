/** Instances of optimisation problems for the tests, as MPS; the same numbers every time. */

type Entry = [variable: string, row: string, value: number];

/** MPS that is fixed and free at once. */
function mps(parts: {
  name: string;
  rows: [sense: "N" | "L" | "G" | "E", row: string][];
  entries: Entry[];
  rhs: [row: string, value: number][];
  binary?: string[];
  upper?: [variable: string, value: number][];
}): string {
  const line = (name: string, row: string, value: number) =>
    `    ${name.padEnd(8)}  ${row.padEnd(8)}  ${String(value).padStart(12)}`;
  return [
    `NAME          ${parts.name}`,
    "ROWS",
    ...parts.rows.map(([sense, row]) => ` ${sense}  ${row}`),
    "COLUMNS",
    ...parts.entries.map(([variable, row, value]) => line(variable, row, value)),
    "RHS",
    ...parts.rhs.map(([row, value]) => line("rhs", row, value)),
    ...((parts.binary?.length ?? 0) + (parts.upper?.length ?? 0) > 0 ? ["BOUNDS"] : []),
    ...(parts.binary ?? []).map((variable) => ` BV bound     ${variable}`),
    ...(parts.upper ?? []).map(
      ([variable, value]) => ` UP bound     ${variable.padEnd(8)}  ${String(value).padStart(12)}`,
    ),
    "ENDATA",
    "",
  ].join("\n");
}

/** A small generator (mulberry32): the same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Which of 24 depots are opened so that each of 20 towns is near one: solved within a moment. */
export function cover(seed = 3): string {
  const next = random(seed);
  const depots = Array.from({ length: 24 }, (_, at) => `open_${String(at + 1).padStart(2, "0")}`);
  const towns = Array.from({ length: 20 }, (_, at) => `town_${String(at + 1).padStart(2, "0")}`);
  return mps({
    name: "cover",
    rows: [["N", "cost"], ...towns.map((town): ["G", string] => ["G", town])],
    entries: depots.flatMap((depot, at): Entry[] => [
      [depot, "cost", 20 + Math.floor(next() * 70)],
      ...towns.flatMap((town, row): Entry[] =>
        row % 24 === at || (7 * row + 3) % 24 === at || next() < 0.2 ? [[depot, town, 1]] : [],
      ),
    ]),
    rhs: towns.map((town) => [town, 1]),
    binary: depots,
  });
}

/** Market split (Cornuéjols and Dawande): a solution at once, and a proof that nobody waits for. */
export function endless(): string {
  const next = random(11);
  const rows = Array.from({ length: 6 }, (_, at) => `split_${at}`);
  const chosen = Array.from({ length: 50 }, (_, at) => `x_${String(at).padStart(2, "0")}`);
  const sums = new Map(rows.map((row) => [row, 0]));
  const entries = chosen.flatMap((variable) =>
    rows.map((row): Entry => {
      const value = Math.floor(next() * 100);
      sums.set(row, (sums.get(row) ?? 0) + value);
      return [variable, row, value];
    }),
  );
  const slacks = rows.flatMap((row, at): Entry[] => [
    [`over_${at}`, "cost", 1],
    [`over_${at}`, row, -1],
    [`under_${at}`, "cost", 1],
    [`under_${at}`, row, 1],
  ]);
  return mps({
    name: "split",
    rows: [["N", "cost"], ...rows.map((row): ["E", string] => ["E", row])],
    entries: [...entries, ...slacks],
    rhs: rows.map((row) => [row, Math.floor((sums.get(row) ?? 0) / 2)]),
    binary: chosen,
  });
}

/** No two numbers are at most 1 and at least 3 together. */
export function contradiction(): string {
  return mps({
    name: "never",
    rows: [
      ["N", "cost"],
      ["L", "at_most"],
      ["G", "at_least"],
    ],
    entries: [
      ["x", "cost", 1],
      ["x", "at_most", 1],
      ["x", "at_least", 1],
      ["y", "cost", 1],
      ["y", "at_most", 1],
      ["y", "at_least", 1],
    ],
    rhs: [
      ["at_most", 1],
      ["at_least", 3],
    ],
    upper: [
      ["x", 10],
      ["y", 10],
    ],
  });
}
